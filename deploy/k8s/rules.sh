#!/bin/sh
# Prints the rules of deploy/prometheus as resources of the Prometheus operator: deploy/k8s/rules.sh | kubectl apply -f -
set -eu
cd "$(dirname "$0")/../prometheus/rules"
for file in *.yml; do
  printf -- '---\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: tollwire-%s\n' "${file%.yml}"
  printf '  labels: { app.kubernetes.io/part-of: tollwire }\nspec:\n'
  sed '/./s/^/  /' "$file"
done

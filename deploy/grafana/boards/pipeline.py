"""*Pipeline*: whether articles become tallies, how fast, and what is lost on the way."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models.dashboard import ValueMap, ValueMappingResult

from boards import parts
from boards.palette import BAD, BASES, GOOD, WARNING
from boards.parts import DURATION, PEOPLE, SOME_IS_BAD, Panel, column, line, now
from boards.queries import per_hour, quantile

_UP = ValueMap({"0": ValueMappingResult(text="down"), "1": ValueMappingResult(text="up")})
_QUANTILES = (("half", 0.5), ("95 of 100", 0.95), ("99 of 100", 0.99))


def dashboard() -> Dashboard:
    made = parts.new(
        "tollwire-pipeline",
        "Pipeline",
        "Whether articles become tallies, how fast, and what is lost on the way. Figures that come late "
        "are late, not wrong: what cannot be done waits on Kafka, or is a dead letter.",
    )
    for title, panels in (
        ("Is it well?", _state()),
        ("What comes in, and what is found in it", _flow()),
        ("How fast", _speed()),
        ("Feeds: `tollwire ingest feeds`", _feeds()),
        ("Push: `tollwire ingest http`", _push()),
        ("Reading by HTTP: `tollwire api`", _api()),
        ("Alerts on single claims: `tollwire alerts`", _alerts()),
        ("What it costs", _costs()),
    ):
        made.with_row(parts.row(title))
        for panel in panels:
            made.with_panel(panel)
    return made


def _state() -> Iterator[Panel]:
    yield parts.number(
        "Workers that answer",
        "Of each kind, how many answer Prometheus. Red: one of them does not (alert TollwireDown).",
        now('min by (job) (up{job=~"tollwire-.*"})', "{{job}}"),
        unit="none",
        width=6,
        steps={None: BAD, 1: GOOD},
    ).mappings([_UP])
    yield parts.number(
        "Waiting",
        "Messages on the topics that a kind of worker has not committed yet.",
        now("service:tollwire_lag_messages:sum", "{{service}}"),
        unit=PEOPLE,
        width=6,
        steps={None: GOOD, 100: WARNING, 1000: BAD},
    )
    yield parts.number(
        "Since the last message",
        "Since a kind of worker last acknowledged a message. Long is bad only where something waits.",
        now(
            "time() - (max by (service) (tollwire_last_processed_timestamp_seconds) > 0)",
            "{{service}}",
        ),
        unit=DURATION,
        width=4,
    )
    yield parts.number(
        "Dead letters in an hour",
        "Messages that could not be read or handled. None is lost: `tollwire dlq list`, `tollwire dlq "
        "replay`.",
        now("sum(service_reason:tollwire_dead_letters:increase1h)"),
        unit=PEOPLE,
        steps=SOME_IS_BAD,
    )
    yield parts.number(
        "Alerts about the pipeline",
        "Firing now. docs/runbooks.md says what each of them means and what to do.",
        now('count(ALERTS{alertstate="firing", about="pipeline"}) or vector(0)'),
        unit=PEOPLE,
        steps=SOME_IS_BAD,
    )


def _flow() -> Iterator[Panel]:
    yield parts.stacked(
        parts.lines(
            "Articles an hour",
            "Taken from the topic by extractors. `repeated`: delivered again, changes nothing; `late`: "
            "older than what is held; `withdrawn`: taken back by its publisher.",
            line(per_hour("outcome:tollwire_articles:rate5m"), "{{outcome}}"),
            unit=PEOPLE,
            width=8,
        )
    )
    claims = parts.lines(
        "Claims an hour, by basis",
        "Taken into the tallies for the first time. Articles without claims are usual: most news has no "
        "count.",
        line(per_hour("basis:tollwire_claims:rate5m"), "{{basis}}"),
        unit=PEOPLE,
        width=8,
    )
    for basis, look in BASES.items():
        claims.override_by_name(str(basis), [parts.colour(look.colour)])
    yield parts.stacked(claims)
    yield parts.lines(
        "Claims published and taken back, an hour",
        "`retracted`: a correction, or a withdrawn article. Every figure that stood on it moves.",
        line(
            per_hour("sum by (status) (rate(tollwire_claims_extracted_total[$__rate_interval]))"),
            "{{status}}",
        ),
        unit=PEOPLE,
        width=8,
    )
    yield parts.stacked(
        parts.lines(
            "Claims published an hour, by casualty type",
            "As the extractor reads them. A type that vanishes while articles come in may be a change in "
            "how they are written.",
            line(
                per_hour(
                    'sum by (casualty_type) (rate(tollwire_claims_extracted_total{status="current"}'
                    "[$__rate_interval]))"
                ),
                "{{casualty_type}}",
            ),
            unit=PEOPLE,
            width=8,
        )
    )
    yield parts.lines(
        "Dead letters",
        "Within the hour before, by service and reason. `unknown_schema`: a sender is newer than this "
        "release; `invalid_message`: tell the sender; `unhandled`: a defect here.",
        line("service_reason:tollwire_dead_letters:increase1h", "{{service}}: {{reason}}"),
        unit=PEOPLE,
        width=8,
    )
    yield parts.stacked(
        parts.lines(
            "Set aside an hour, by language",
            "In a language that is not read (TOLLWIRE_LANGUAGES). They are kept on a topic of their own, and "
            "make no claims.",
            line(
                per_hour(
                    "topk(10, sum by (language) (rate(tollwire_articles_set_aside_total[$__rate_interval])))"
                ),
                "{{language}}",
            ),
            unit=PEOPLE,
            width=8,
        )
    )


def _speed() -> Iterator[Panel]:
    tally = "tollwire_publication_to_tally_seconds"
    yield parts.lines(
        "From article to tally",
        "From taking an article in to having published a tally that holds its claims. The last hundredth "
        "is over ten minutes, the others over the newest few.",
        *(line(quantile(of, tally), name) for name, of in _QUANTILES[:2]),
        line("tollwire:publication_to_tally_seconds:p99_10m", _QUANTILES[2][0]),
        unit="s",
        width=8,
    )
    yield parts.lines(
        "Work on one message",
        "From taking a message up to having handed on all that follows from it, of 95 in a hundred.",
        line(quantile(0.95, "tollwire_processing_seconds", "service"), "{{service}}"),
        unit="s",
        width=8,
    )
    yield parts.lines(
        "Waiting",
        "Messages not committed yet. A hill after an archive was read is usual; one that does not fall is "
        "not.",
        line("service:tollwire_lag_messages:sum", "{{service}}"),
        unit=PEOPLE,
        width=8,
    )


def _feeds() -> Iterator[Panel]:
    yield parts.rows(
        "Sources",
        "Each source of sources.yaml. *failures*: in a row, now. Without a source a side may seem silent "
        "that is not.",
        {
            "failures": column("max by (source) (tollwire_feed_failures)"),
            "last read": column(
                "time() - (max by (source) (tollwire_feed_last_success_timestamp_seconds) > 0)"
            ),
            "published in a day": column(
                'sum by (source) (increase(tollwire_feed_items_total{outcome="published"}[1d]))'
            ),
            "received in a day": column("sum by (source) (increase(tollwire_feed_received_bytes_total[1d]))"),
        },
        labels={"source": "source"},
        units={"last read": DURATION, "received in a day": "bytes"},
        width=24,
        sort="failures",
    )
    yield parts.stacked(
        parts.lines(
            "Items an hour",
            "Items that were new or changed. `known`: its article is on the topic already; `set_aside`: "
            "in a language that is not read; `failed`: its page could not be had, and is tried again.",
            line(
                per_hour("sum by (outcome) (rate(tollwire_feed_items_total[$__rate_interval]))"),
                "{{outcome}}",
            ),
            unit=PEOPLE,
            width=12,
        )
    )
    yield parts.stacked(
        parts.lines(
            "Requests an hour",
            "For feeds, pages and robots.txt. `unchanged` is good manners; `limited` asks for longer "
            "intervals.",
            line(
                per_hour("sum by (outcome) (rate(tollwire_feed_fetches_total[$__rate_interval]))"),
                "{{outcome}}",
            ),
            unit=PEOPLE,
            width=12,
        )
    )


def _push() -> Iterator[Panel]:
    yield parts.lines(
        "Requests an hour, by status",
        "202: the brokers have it. 4xx is the sender's, 503 the brokers'.",
        line(
            per_hour("sum by (status) (rate(tollwire_push_requests_total[$__rate_interval]))"), "{{status}}"
        ),
        unit=PEOPLE,
        width=8,
    )
    yield parts.stacked(
        parts.lines(
            "Articles pushed an hour",
            "`same`: this version was there already; `retracted`: withdrawn by request.",
            line(
                per_hour("sum by (outcome) (rate(tollwire_push_articles_total[$__rate_interval]))"),
                "{{outcome}}",
            ),
            unit=PEOPLE,
            width=6,
        )
    )
    yield parts.lines(
        "Time to answer",
        "From the head of a request to the end of its answer, which waits for the brokers.",
        *(line(quantile(of, "tollwire_push_request_seconds"), name) for name, of in _QUANTILES),
        unit="s",
        width=6,
    )
    yield parts.lines(
        "Not acknowledged yet",
        "Messages handed on that the brokers have not acknowledged.",
        line("sum(tollwire_push_unacknowledged_messages)", "messages"),
        unit=PEOPLE,
        width=4,
    )


def _api() -> Iterator[Panel]:
    yield parts.lines(
        "Questions an hour, by status",
        "4xx is the asker's: 400 a wrong parameter, 404 nobody of that name. 503: it has just started, or as "
        "many streams are open as may be.",
        line(per_hour("sum by (status) (rate(tollwire_api_requests_total[$__rate_interval]))"), "{{status}}"),
        unit=PEOPLE,
        width=6,
    )
    yield parts.lines(
        "Time to answer questions",
        "From the head of a request to the end of its answer; without streams.",
        *(line(quantile(of, "tollwire_api_request_seconds"), name) for name, of in _QUANTILES),
        unit="s",
        width=6,
    )
    yield parts.lines(
        "Streams",
        "Open ones, and how many ended in an hour: `left` by their clients, `behind` as they were too slow, "
        "`unavailable` as the brokers could not be asked for what they had missed.",
        line("sum(tollwire_api_streams)", "open"),
        line(
            per_hour("sum by (reason) (rate(tollwire_api_streams_ended_total[$__rate_interval]))"),
            "{{reason}}",
        ),
        unit=PEOPLE,
        width=6,
    )
    yield parts.lines(
        "Read of the topics",
        "Claims that are held, messages that have yet to be read, and those an hour that cannot be.",
        line("max(tollwire_api_claims)", "claims"),
        line("max(tollwire_api_unread_messages)", "unread"),
        line(
            per_hour('sum(rate(tollwire_api_messages_total{outcome="bad"}[$__rate_interval]))'),
            "bad",
        ),
        unit=PEOPLE,
        width=6,
    )


def _alerts() -> Iterator[Panel]:
    yield parts.stacked(
        parts.lines(
            "Alerts an hour, by rule",
            "`repeated`: one more report of a figure that was told; `held`: over the rule's rate, and told "
            "by a summary; `old`: published too long ago to wake anybody.",
            line(
                per_hour("sum by (rule, outcome) (rate(tollwire_alerts_total[$__rate_interval]))"),
                "{{rule}}: {{outcome}}",
            ),
            unit=PEOPLE,
            width=10,
        )
    )
    yield parts.lines(
        "Deliveries an hour, by sink",
        "`failed`: the sink is away, and is tried again; `refused`: it will not have that alert as it is.",
        line(
            per_hour("sum by (sink, outcome) (rate(tollwire_alert_deliveries_total[$__rate_interval]))"),
            "{{sink}}: {{outcome}}",
        ),
        unit=PEOPLE,
        width=6,
    )
    yield parts.lines(
        "Yet to be delivered",
        "Alerts that wait for a sink. None is lost while it is away.",
        line("sum by (sink) (tollwire_alerts_pending)", "{{sink}}"),
        unit=PEOPLE,
        width=4,
    )
    yield parts.lines(
        "For how long",
        "The age of the oldest alert that waits for a sink (alert TollwireAlertsPending).",
        line("max by (sink) (tollwire_alerts_oldest_pending_seconds)", "{{sink}}"),
        unit="s",
        width=4,
    )


def _costs() -> Iterator[Panel]:
    yield parts.lines(
        "Memory",
        "Of each worker. An extractor holds the language model, an aggregator the claims of its actors.",
        line('process_resident_memory_bytes{job=~"tollwire-.*"}', "{{job}} {{instance}}"),
        unit="bytes",
        width=6,
    )
    yield parts.lines(
        "Processor",
        "Cores in use, of each worker. One that uses a whole core is as fast as it gets: start another.",
        line('rate(process_cpu_seconds_total{job=~"tollwire-.*"}[$__rate_interval])', "{{job}} {{instance}}"),
        unit=PEOPLE,
        width=6,
    )
    yield parts.lines(
        "Series that are scraped",
        "Of each worker. It grows with the sides and claimants that are spoken of, up to "
        "TOLLWIRE_ACTOR_SERIES sides.",
        line('scrape_samples_scraped{job=~"tollwire-.*"}', "{{job}} {{instance}}"),
        unit=PEOPLE,
        width=6,
    )
    yield parts.lines(
        "Sides without series",
        "Sides that have a tally and no gauges: unknown to the registry, or one too many. Their tallies "
        "are on the topic and in the API.",
        line("sum by (reason) (tollwire_actors_other)", "{{reason}}"),
        unit=PEOPLE,
        width=6,
    )

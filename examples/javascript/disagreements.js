// Prints disagreements as they open, change and are resolved: `npm install && npm start`
import { Kafka, logLevel } from "kafkajs";

const brokers = [process.env.TOLLWIRE_KAFKA_BOOTSTRAP ?? "localhost:9092"];
const kafka = new Kafka({ clientId: "tollwire-example", brokers, logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: "my-disagreements" });
const said = (figure) => (figure ? `${figure.claimant} ${figure.count_min}` : "nobody");

await consumer.connect();
await consumer.subscribe({ topic: "tollwire.disagreements.v1", fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const told = JSON.parse(message.value.toString());
    console.log(told.state, told.actor, told.kind, told.casualty_type, "|", said(told.lower), "|", said(told.higher));
  },
});

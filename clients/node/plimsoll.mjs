// A client of Plimsoll: calls that answer with promises, streams to iterate, and a deadline on each call.
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import protobuf from "protobufjs";
import "./google.mjs";
import { messages } from "./streams.mjs";

const PROTOS = fileURLToPath(new URL("../../proto", import.meta.url));
const PACKAGE = "plimsoll.v1";
const SERVICES = [
  "DecisionService",
  "ContractService",
  "EventService",
  "RuleSetService",
  "ComparisonService",
  "PricingService",
  "ServerService",
];
const FORM = { keepCase: true, longs: String, enums: String, oneofs: true, defaults: true };

// Every call here reads, or carries a request id under which it is recorded once: all may be tried again.
const RETRIES = {
  name: SERVICES.map((service) => ({ service: `${PACKAGE}.${service}` })),
  retryPolicy: {
    maxAttempts: 4,
    initialBackoff: "0.2s",
    maxBackoff: "2s",
    backoffMultiplier: 2,
    retryableStatusCodes: ["UNAVAILABLE"],
  },
};
const OPTIONS = {
  "grpc.service_config": JSON.stringify({ methodConfig: [RETRIES] }),
  // 500 decisions with their figures and reasons are more than gRPC takes unasked.
  "grpc.max_receive_message_length": 64 * 1024 * 1024,
};

const root = loaded();
const wire = grpc.loadPackageDefinition(fromJSON(root.toJSON(), FORM)).plimsoll.v1;

/** What a server refused: gRPC's status, the reason by its name, every violation, and the id of the request. */
export class PlimsollError extends Error {
  constructor(error) {
    const details = detailsOf(error);
    const reason = details.ErrorInfo?.reason ?? "";
    super(`${reason || grpc.status[error.code]}: ${error.details}`);
    this.status = grpc.status[error.code];
    this.reason = reason;
    this.violations = details.BadRequest?.field_violations ?? [];
    this.requestId = details.RequestInfo?.request_id ?? "";
  }
}

/**
 * Connects to `HOST:PORT` and returns every call of `plimsoll.v1` as a function of its request: `submit`, `preview`,
 * `getStanding` and so on, answering with a promise, and `watchDecisions`, answering with what can be iterated.
 * `streamSubmit` is asked what `submit` is, and answers alike; the `rows` of its `records` may be anything that can be
 * iterated, and are sent in parts as they are.
 *
 * Each call has `timeout` milliseconds unless it names its own; a watch has no end. Requests that record are given a
 * `request_id` where they have none. `root` is the PEM of the authorities that a server with TLS is known by.
 */
export function connect(address, { timeout = 10_000, caller = "", root = null } = {}) {
  const credentials = root ? grpc.credentials.createSsl(root) : grpc.credentials.createInsecure();
  const services = SERVICES.map((name) => new wire[name](address, credentials, OPTIONS));
  const calls = services.flatMap((service) => Object.entries(bound(service, timeout, caller)));
  return { ...Object.fromEntries(calls), close: () => services.forEach((service) => service.close()) };
}

/** A figure of a submission: a whole number, true or false, or text; other numbers by `number`, as they are exact. */
export function figure(given) {
  if (typeof given === "boolean") return { flag: given };
  if (typeof given === "string") return { text: given };
  if (typeof given === "bigint" || Number.isSafeInteger(given)) return { number: String(given) };
  throw new TypeError(`expected a whole number, true, false or text, not \`${given}\`; write number("${given}")`);
}

/** An exact number in plain digits: `number("240000.00")`. */
export function number(digits) {
  if (!/^-?\d{1,18}(\.\d{1,9})?$/.test(digits)) throw new TypeError(`expected plain digits, not \`${digits}\``);
  return { number: digits };
}

/** Where a figure came from, and whether somebody verified it, for the `sources` of a submission. */
export function source(name, { verified = false } = {}) {
  return { name, verified };
}

/** A day, `2026-04-30`, for the wire. */
export function date(day) {
  const [year, month, of] = day.split("-").map(Number);
  return { year, month, day: of };
}

/** The sum that a `google.type.Money` is, in digits: with two decimal places, or as many more as it needs. */
export function amount({ units, nanos }) {
  const sign = units.startsWith("-") || nanos < 0 ? "-" : "";
  const places = String(Math.abs(nanos)).padStart(9, "0").replace(/0{1,7}$/, "");
  return `${sign}${units.replace("-", "")}.${places}`;
}

function bound(service, timeout, caller) {
  const methods = Object.values(service.constructor.service);
  return Object.fromEntries(methods.map((method) => [method.originalName, call(service, method, timeout, caller)]));
}

function call(service, method, timeout, caller) {
  const start = service[method.originalName].bind(service);
  return (asked = {}, options = {}) => {
    const request = named(method, asked);
    const metadata = new grpc.Metadata();
    metadata.set("x-request-id", request.request_id ?? randomUUID());
    if (caller) metadata.set("x-caller", caller);
    const within = options.timeout ?? (method.responseStream ? Infinity : timeout);
    const until = { deadline: Date.now() + within };
    if (method.responseStream) return streamed(() => start(request, metadata, until));
    if (method.requestStream) return sent(request, (done) => start(metadata, until, done));
    return answered((done) => start(request, metadata, until, done));
  };
}

function answered(start) {
  return new Promise((answer, refuse) =>
    start((error, response) => (error ? refuse(new PlimsollError(error)) : answer(response))),
  );
}

async function sent(request, start) {
  let stream;
  let over = false;
  const answer = answered((done) => (stream = start(done))).finally(() => (over = true));
  const ended = answer.catch(() => {}); // what it says is raised below, once
  try {
    for await (const message of messages(request)) {
      if (over) break; // refused while rows still come
      if (!stream.write(message)) await Promise.race([new Promise((go) => stream.once("drain", go)), ended]);
    }
  } catch (error) {
    // Without its end, nothing is recorded.
    stream.cancel();
    throw error;
  }
  stream.end();
  return (await answer).response;
}

async function* streamed(start) {
  const stream = start();
  try {
    yield* stream;
  } catch (error) {
    throw new PlimsollError(error);
  } finally {
    stream.cancel();
  }
}

function named(method, asked) {
  if (method.originalName === "batchSubmit") return { ...asked, requests: (asked.requests ?? []).map(withRequestId) };
  const records = method.requestType.type.field.some((field) => field.name === "request_id");
  return records || method.requestStream ? withRequestId(asked) : asked;
}

function withRequestId(request) {
  return { ...request, request_id: request.request_id ?? randomUUID() };
}

function detailsOf(error) {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const packed = bytes ? root.lookupType("google.rpc.Status").decode(bytes).details : [];
  return Object.fromEntries(packed.flatMap(unpacked));
}

function unpacked({ type_url: url, value }) {
  const name = url.slice(url.lastIndexOf("/") + 1);
  const type = name.startsWith("google.rpc.") && root.lookup(name);
  return type ? [[type.name, type.decode(value)]] : [];
}

function loaded() {
  const protos = new protobuf.Root();
  // Google's own messages are known by name already; ours stand in files.
  protos.resolvePath = (_, file) => (file.startsWith("google/") ? file : join(PROTOS, file));
  const files = readdirSync(join(PROTOS, "plimsoll/v1")).map((file) => `plimsoll/v1/${file}`);
  return protos.loadSync(["google/protobuf/any.proto", "google/rpc/error_details.proto", ...files], { keepCase: true });
}

// The few messages of Google's that the protos import: their names and numbers, as no small package has them.
import protobuf from "protobufjs";

const field = (id, type, rule) => (rule ? { id, type, rule } : { id, type });
const file = (name, of, nested) =>
  protobuf.common(`google/${name}.proto`, { nested: { google: { nested: { [of]: { nested } } } } });

file("type/date", "type", {
  Date: { fields: { year: field(1, "int32"), month: field(2, "int32"), day: field(3, "int32") } },
});
file("type/money", "type", {
  Money: { fields: { currency_code: field(1, "string"), units: field(2, "int64"), nanos: field(3, "int32") } },
});
file("rpc/status", "rpc", {
  Status: {
    fields: {
      code: field(1, "int32"),
      message: field(2, "string"),
      details: field(3, "google.protobuf.Any", "repeated"),
    },
  },
});
file("rpc/error_details", "rpc", {
  ErrorInfo: {
    fields: { reason: field(1, "string"), domain: field(2, "string"), metadata: { ...field(3, "string"), keyType: "string" } },
  },
  BadRequest: {
    fields: { field_violations: field(1, "FieldViolation", "repeated") },
    nested: { FieldViolation: { fields: { field: field(1, "string"), description: field(2, "string") } } },
  },
  RequestInfo: { fields: { request_id: field(1, "string") } },
});
// Which fields are required is for people to read; nothing on the wire says it.
file("api/field_behavior", "api", {});

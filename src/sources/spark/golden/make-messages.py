# Messages of Spark Connect as Spark's own Python client writes them, to compare bytes. Run with pyspark-client, protobuf and pyarrow:
#   python make-messages.py > messages.json
import datetime
import decimal
import json

import google.protobuf
import pyspark
from google.rpc import error_details_pb2, status_pb2
from pyspark.sql.connect.expressions import LiteralExpression
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import types_pb2 as types

session, operation, tag = "0f0e0d0c-0000-4000-8000-000000000001", "0f0e0d0c-0000-4000-8000-000000000002", "cuaderno-tag"
user = base.UserContext(user_id="ana")
common = dict(session_id=session, user_context=user, client_type="cuaderno")


class Literals:
    """The client asks a session only for the conversion of columns."""


def literal(value):
    expression = expressions.Expression()
    if isinstance(value, decimal.Decimal):
        digits = len(value.as_tuple().digits)
        expression.literal.decimal.value = str(value)
        expression.literal.decimal.precision = digits
        expression.literal.decimal.scale = 0
    elif value is None:
        expression.literal.null.null.SetInParent()
    elif isinstance(value, datetime.datetime):
        expression.literal.timestamp = int(value.timestamp() * 1_000_000)
    else:
        expression.CopyFrom(LiteralExpression._from_value(value).to_plan(Literals()))
    return expression


values = {
    "string": "a'; DROP TABLE t --\u00f1",
    "empty": "",
    "true": True,
    "false": False,
    "int": 7,
    "negative": -7,
    "least": -(2**31),
    "bigint": 2**40,
    "low": -(2**63),
    "double": 2.5,
    "decimal": decimal.Decimal(2**64),
    "null": None,
    "time": datetime.datetime(2020, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc),
}
plan = base.Plan()
plan.root.sql.query = "select ? as a, ? as b"
for name in ["string", "int"]:
    plan.root.sql.pos_arguments.append(literal(values[name]))
execute = base.ExecutePlanRequest(plan=plan, operation_id=operation, tags=[tag], **common)
execute.request_options.append(
    base.ExecutePlanRequest.RequestOption(reattach_options=base.ReattachOptions(reattachable=True))
)
config = base.ConfigRequest(**common)
config.operation.set.pairs.append(base.KeyValue(key="spark.sql.session.timeZone", value="UTC"))

batch = base.ExecutePlanResponse(session_id=session, operation_id=operation, response_id="r-2")
batch.arrow_batch.row_count = 300
batch.arrow_batch.data = b"arrow"
batch.arrow_batch.start_offset = 10
chunk = base.ExecutePlanResponse(response_id="r-3")
chunk.arrow_batch.data = b"part"
chunk.arrow_batch.chunk_index = 1
chunk.arrow_batch.num_chunks_in_batch = 3
complete = base.ExecutePlanResponse(response_id="r-4", result_complete=base.ExecutePlanResponse.ResultComplete())
schema = base.ExecutePlanResponse(response_id="r-1")
for name in ["id", "n\u00f1"]:
    schema.schema.struct.fields.add(name=name)

status = status_pb2.Status(code=13, message="[UNBOUND_SQL_PARAMETER] ?")
info = error_details_pb2.ErrorInfo(reason="AnalysisException", domain="org.apache.spark")
info.metadata["errorId"] = "e-1"
info.metadata["sqlState"] = "42P02"
status.details.add().Pack(info)
details = base.FetchErrorDetailsResponse(root_error_idx=1)
details.errors.add(message="the cause")
error = details.errors.add(message="the error")
error.spark_throwable.sql_state = "42703"
error.spark_throwable.query_contexts.add(start_index=7, stop_index=13, fragment="nothing")

requests = {
    "execute": execute,
    "reattach": base.ReattachExecuteRequest(operation_id=operation, last_response_id="r-7", **common),
    "reattachFirst": base.ReattachExecuteRequest(operation_id=operation, **common),
    "releaseAll": base.ReleaseExecuteRequest(
        operation_id=operation, release_all=base.ReleaseExecuteRequest.ReleaseAll(), **common
    ),
    "releaseUntil": base.ReleaseExecuteRequest(
        operation_id=operation, release_until=base.ReleaseExecuteRequest.ReleaseUntil(response_id="r-7"), **common
    ),
    "interrupt": base.InterruptRequest(
        interrupt_type=base.InterruptRequest.InterruptType.INTERRUPT_TYPE_TAG, operation_tag=tag, **common
    ),
    "releaseSession": base.ReleaseSessionRequest(**common),
    "config": config,
    "errorDetails": base.FetchErrorDetailsRequest(error_id="e-1", **common),
}
responses = {"schema": schema, "batch": batch, "chunk": chunk, "complete": complete, "status": status, "details": details}


def hexed(messages):
    return {name: message.SerializeToString(deterministic=True).hex() for name, message in messages.items()}


print(
    json.dumps(
        {
            "versions": {"pyspark-client": pyspark.__version__, "protobuf": google.protobuf.__version__},
            "literals": {name: literal(value).literal.SerializeToString(deterministic=True).hex() for name, value in values.items()},
            "requests": hexed(requests),
            "responses": hexed(responses),
        },
        indent=2,
    )
)

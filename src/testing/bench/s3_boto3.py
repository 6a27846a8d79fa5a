"""boto3 brings a file to S3 and back: seconds, CPU seconds and peak memory as one line of JSON."""

import json
import os
import resource
import sys
import time

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

direction, path, bucket, parallel = sys.argv[1:5]
checksums = Config(
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"addressing_style": "path"},
    max_pool_connections=20,
)
client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL_S3"], region_name="us-east-1", config=checksums)
transfer = TransferConfig(max_concurrency=int(parallel))
client.head_bucket(Bucket=bucket)  # opens the first connection
started = time.perf_counter()
if direction == "up":
    client.upload_file(path, bucket, "bench.bin", Config=transfer)
else:
    client.download_file(bucket, "bench.bin", path, Config=transfer)
seconds = time.perf_counter() - started
usage = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "version": boto3.__version__,
            "seconds": seconds,
            "cpu": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss / 1024,
        }
    )
)

"""boto3, or the AWS CRT client that it uses, brings a file to S3 and back: seconds, CPU seconds and peak memory as one line of JSON.

boto3 would have the CRT add checksum trailers, which Ceph RGW 16 refuses, so the CRT is called without boto3: `crt` instead of a number
of threads. It chooses the number of connections itself.
"""

import json
import os
import re
import sys
import time
from urllib.parse import urlsplit

direction, path, bucket, parallel = sys.argv[1:5]
endpoint = os.environ["AWS_ENDPOINT_URL_S3"]


def boto3_transfer():
    import boto3
    from boto3.s3.transfer import TransferConfig
    from botocore.config import Config

    checksums = Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
        max_pool_connections=20,
    )
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=checksums)
    transfer = TransferConfig(max_concurrency=int(parallel), preferred_transfer_client="classic")
    client.head_bucket(Bucket=bucket)  # opens the first connection

    def run():
        if direction == "up":
            client.upload_file(path, bucket, "bench.bin", Config=transfer)
        else:
            client.download_file(bucket, "bench.bin", path, Config=transfer)

    return f"boto3 {boto3.__version__}", run


def crt_transfer():
    import awscrt
    from awscrt import auth, http, io, s3

    threads = io.EventLoopGroup()
    bootstrap = io.ClientBootstrap(threads, io.DefaultHostResolver(threads))
    credentials = auth.AwsCredentialsProvider.new_static(
        os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    )
    client = s3.S3Client(
        bootstrap=bootstrap,
        region="us-east-1",
        signing_config=s3.create_default_s3_signing_config(region="us-east-1", credential_provider=credentials),
        tls_mode=s3.S3RequestTlsMode.DISABLED,
        part_size=8 * 1024 * 1024,
        throughput_target_gbps=10,
    )
    headers = [("host", urlsplit(endpoint).netloc)]

    def send(kind, method, key, **rest):
        extra = rest.pop("headers", [])
        request = http.HttpRequest(method, f"/{bucket}{key}", http.HttpHeaders(headers + extra))
        return client.make_request(type=kind, request=request, **rest).finished_future.result()

    send(s3.S3RequestType.DEFAULT, "HEAD", "", operation_name="HeadBucket")  # opens the first connection

    def run():
        if direction == "up":
            length = [("content-length", str(os.path.getsize(path)))]
            send(s3.S3RequestType.PUT_OBJECT, "PUT", "/bench.bin", headers=length, send_filepath=path)
        else:
            send(s3.S3RequestType.GET_OBJECT, "GET", "/bench.bin", recv_filepath=path)

    return f"awscrt {awscrt.__version__}", run


version, run = crt_transfer() if parallel == "crt" else boto3_transfer()
started, started_cpu = time.perf_counter(), time.process_time()
run()
seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
with open("/proc/self/status") as status:  # ru_maxrss begins with the memory of the process that started this one
    megabytes = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024
print(
    json.dumps(
        {
            "version": version,
            "seconds": seconds,
            "cpu": cpu,
            "megabytes": megabytes,
        }
    )
)

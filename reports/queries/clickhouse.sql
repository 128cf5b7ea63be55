-- The tables that the queries here ask, from a folder that `--output ndjson=FOLDER/` of many hosts
-- filled and that ClickHouse sees as its user_files: clickhouse-local, or a server's own.

CREATE VIEW runs AS
SELECT *, toDate(started_at, 'UTC') AS dt
FROM file('runs/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), ended_at Nullable(DateTime64(3, 'UTC')),
    tool_version Nullable(String), rules_digest Nullable(String), level Nullable(String),
    complete Nullable(Bool), verdict Nullable(String), errors Nullable(Int64),
    warnings Nullable(Int64), notes Nullable(Int64), known Nullable(Int64),
    suppressed Nullable(Int64), layers_total Nullable(Int64), layers_verified Nullable(Int64),
    layers_damaged Nullable(Int64), layers_unverifiable Nullable(Int64),
    layers_not_read Nullable(Int64), blobs_total Nullable(Int64), blobs_verified Nullable(Int64),
    blobs_damaged Nullable(Int64), bytes_read Nullable(Int64)
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW stores AS
SELECT *, toDate(started_at, 'UTC') AS dt
FROM file('stores/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String),
    store_kind Nullable(String), driver Nullable(String), root Nullable(String),
    root_base64 Nullable(String), live Nullable(Bool), disk_used_bytes Nullable(Int64),
    unique_bytes Nullable(Int64), shared_bytes Nullable(Int64), container_bytes Nullable(Int64),
    build_cache_bytes Nullable(Int64), log_bytes Nullable(Int64), volume_bytes Nullable(Int64),
    metadata_bytes Nullable(Int64), other_bytes Nullable(Int64),
    orphan_bytes Nullable(Int64), unexplained_bytes Nullable(Int64),
    sharing_counted_bytes Nullable(Int64), sharing_once_bytes Nullable(Int64), layer_count Nullable(Int64),
    image_count Nullable(Int64), container_count Nullable(Int64), problem_count Nullable(Int64)
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW layers AS
SELECT *, toDate(started_at, 'UTC') AS dt, toDate(read_at, 'UTC') AS read_on
FROM file('layers/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String), layer Nullable(String),
    chain_id Nullable(String), diff_id Nullable(String), cache_id Nullable(String),
    parent Nullable(String), depth Nullable(Int64), role Nullable(String),
    namespace Nullable(String), recorded_bytes Nullable(Int64), content_bytes Nullable(Int64),
    allocated_bytes Nullable(Int64), files Nullable(Int64), verification Nullable(String),
    verification_reason Nullable(String), read_at Nullable(DateTime64(3, 'UTC')),
    read_earlier Nullable(Bool), image_count Nullable(Int64), created_by Nullable(String)
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW images AS
SELECT *, toDate(started_at, 'UTC') AS dt
FROM file('images/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String), image Nullable(String),
    name Nullable(String), names Nullable(String), namespace Nullable(String),
    layer_count Nullable(Int64), chain_complete Nullable(Bool), recorded_bytes Nullable(Int64),
    unique_bytes Nullable(Int64), shared_bytes Nullable(Int64),
    created_at Nullable(DateTime64(3, 'UTC'))
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW containers AS
SELECT *, toDate(started_at, 'UTC') AS dt
FROM file('containers/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String),
    container Nullable(String), name Nullable(String), image Nullable(String),
    config_state Nullable(String), content_state Nullable(String), layer Nullable(String),
    allocated_bytes Nullable(Int64)
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW blobs AS
SELECT *, toDate(started_at, 'UTC') AS dt, toDate(read_at, 'UTC') AS read_on
FROM file('blobs/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String), path Nullable(String),
    path_base64 Nullable(String), digest Nullable(String), state Nullable(String),
    use Nullable(String), roles Nullable(String), media_type Nullable(String),
    file_bytes Nullable(Int64), inflated_bytes Nullable(Int64), compression Nullable(String),
    diff_id Nullable(String), verification Nullable(String),
    verification_reason Nullable(String), read_at Nullable(DateTime64(3, 'UTC')),
    read_earlier Nullable(Bool), image_count Nullable(Int64)
  $$)
SETTINGS date_time_input_format = 'best_effort';

CREATE VIEW findings AS
SELECT *, toDate(started_at, 'UTC') AS dt
FROM file('findings/dt=*/host=*/*.ndjson', JSONEachRow, $$
    kind Nullable(String), run_id Nullable(String), host Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')), store Nullable(String), rule Nullable(String),
    severity Nullable(String), status Nullable(String), fingerprint Nullable(String),
    subject_kind Nullable(String), subject_id Nullable(String), layer Nullable(String),
    path Nullable(String), path_base64 Nullable(String), expected Nullable(String),
    actual Nullable(String), message Nullable(String), why Nullable(String),
    fix Nullable(String), images Nullable(String), containers Nullable(String),
    bytes Nullable(Int64)
  $$)
SETTINGS date_time_input_format = 'best_effort';

-- The tables that the queries here ask, from a folder that `--output ndjson=FOLDER/` of many hosts
-- filled: `cd FOLDER && duckdb -init …/duckdb.sql`. For many nights write each as Parquet now and then:
-- COPY findings TO 'findings.parquet'.

CREATE VIEW runs AS
SELECT *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt
FROM read_json('runs/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    ended_at: 'TIMESTAMPTZ', tool_version: 'VARCHAR', rules_digest: 'VARCHAR', level: 'VARCHAR',
    complete: 'BOOLEAN', verdict: 'VARCHAR', errors: 'BIGINT', warnings: 'BIGINT',
    notes: 'BIGINT', known: 'BIGINT', suppressed: 'BIGINT', layers_total: 'BIGINT',
    layers_verified: 'BIGINT', layers_damaged: 'BIGINT', layers_unverifiable: 'BIGINT',
    layers_not_read: 'BIGINT', blobs_total: 'BIGINT', blobs_verified: 'BIGINT',
    blobs_damaged: 'BIGINT', bytes_read: 'BIGINT'
  });

CREATE VIEW stores AS
SELECT *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt
FROM read_json('stores/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', store_kind: 'VARCHAR', driver: 'VARCHAR', root: 'VARCHAR',
    root_base64: 'VARCHAR', live: 'BOOLEAN', disk_used_bytes: 'BIGINT', unique_bytes: 'BIGINT',
    shared_bytes: 'BIGINT', container_bytes: 'BIGINT', build_cache_bytes: 'BIGINT',
    log_bytes: 'BIGINT', volume_bytes: 'BIGINT', metadata_bytes: 'BIGINT', other_bytes: 'BIGINT',
    orphan_bytes: 'BIGINT', unexplained_bytes: 'BIGINT', sharing_counted_bytes: 'BIGINT',
    sharing_once_bytes: 'BIGINT',
    layer_count: 'BIGINT', image_count: 'BIGINT', container_count: 'BIGINT',
    problem_count: 'BIGINT'
  });

CREATE VIEW layers AS
SELECT
  *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt,
  CAST(read_at AT TIME ZONE 'UTC' AS DATE) AS read_on
FROM read_json('layers/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', layer: 'VARCHAR', chain_id: 'VARCHAR', diff_id: 'VARCHAR',
    cache_id: 'VARCHAR', parent: 'VARCHAR', depth: 'BIGINT', role: 'VARCHAR',
    namespace: 'VARCHAR', recorded_bytes: 'BIGINT', content_bytes: 'BIGINT',
    allocated_bytes: 'BIGINT', files: 'BIGINT', verification: 'VARCHAR',
    verification_reason: 'VARCHAR', read_at: 'TIMESTAMPTZ', read_earlier: 'BOOLEAN',
    image_count: 'BIGINT', created_by: 'VARCHAR'
  });

CREATE VIEW images AS
SELECT *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt
FROM read_json('images/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', image: 'VARCHAR', name: 'VARCHAR', names: 'VARCHAR', namespace: 'VARCHAR',
    layer_count: 'BIGINT', chain_complete: 'BOOLEAN', recorded_bytes: 'BIGINT',
    unique_bytes: 'BIGINT', shared_bytes: 'BIGINT', created_at: 'TIMESTAMPTZ'
  });

CREATE VIEW containers AS
SELECT *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt
FROM read_json('containers/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', container: 'VARCHAR', name: 'VARCHAR', image: 'VARCHAR',
    config_state: 'VARCHAR', content_state: 'VARCHAR', layer: 'VARCHAR',
    allocated_bytes: 'BIGINT'
  });

CREATE VIEW blobs AS
SELECT
  *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt,
  CAST(read_at AT TIME ZONE 'UTC' AS DATE) AS read_on
FROM read_json('blobs/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', path: 'VARCHAR', path_base64: 'VARCHAR', digest: 'VARCHAR',
    state: 'VARCHAR', use: 'VARCHAR', roles: 'VARCHAR', media_type: 'VARCHAR',
    file_bytes: 'BIGINT', inflated_bytes: 'BIGINT', compression: 'VARCHAR', diff_id: 'VARCHAR',
    verification: 'VARCHAR', verification_reason: 'VARCHAR', read_at: 'TIMESTAMPTZ',
    read_earlier: 'BOOLEAN', image_count: 'BIGINT'
  });

CREATE VIEW findings AS
SELECT *, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS dt
FROM read_json('findings/dt=*/host=*/*.ndjson',
  format='newline_delimited', hive_partitioning=false, columns={
    kind: 'VARCHAR', run_id: 'VARCHAR', host: 'VARCHAR', started_at: 'TIMESTAMPTZ',
    store: 'VARCHAR', rule: 'VARCHAR', severity: 'VARCHAR', status: 'VARCHAR',
    fingerprint: 'VARCHAR', subject_kind: 'VARCHAR', subject_id: 'VARCHAR', layer: 'VARCHAR',
    path: 'VARCHAR', path_base64: 'VARCHAR', expected: 'VARCHAR', actual: 'VARCHAR',
    message: 'VARCHAR', why: 'VARCHAR', fix: 'VARCHAR', images: 'VARCHAR', containers: 'VARCHAR',
    bytes: 'BIGINT'
  });

-- Stores that grew by a fifth and 1 GiB from one night to the next.
WITH nights AS (
  SELECT host, store, dt, max(disk_used_bytes) AS used
  FROM stores
  WHERE disk_used_bytes IS NOT NULL
  GROUP BY host, store, dt
),
steps AS (
  SELECT
    host, store, dt, used,
    max(used) OVER (
      PARTITION BY host, store ORDER BY dt ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING
    ) AS used_before
  FROM nights
)
SELECT
  host AS host_name, store AS store_name, dt AS night, used_before, used,
  round(100.0 * (used - used_before) / used_before, 1) AS percent
FROM steps
WHERE used_before > 0 AND used - used_before >= 1073741824 AND used > used_before * 1.2
ORDER BY percent DESC, host_name, store_name, night;

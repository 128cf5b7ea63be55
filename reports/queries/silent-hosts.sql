-- Hosts that sent nothing the last night that anyone did, and what they said when they last did.
WITH last_run AS (
  SELECT host, max(started_at) AS started_at FROM runs GROUP BY host
)
SELECT
  r.host AS host_name, r.dt AS last_heard_of, r.verdict AS last_verdict,
  r.layers_verified AS verified, r.layers_total AS layer_count
FROM runs AS r
JOIN last_run AS l ON l.host = r.host AND l.started_at = r.started_at
WHERE r.dt < (SELECT max(dt) FROM runs)
ORDER BY last_heard_of, host_name;

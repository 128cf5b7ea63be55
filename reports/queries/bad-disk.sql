-- Many fingerprints on one host that hardly anyone else has: a dying disk, or a host that lost power
-- while it wrote. Look at its disk before anything is pulled again.
WITH spread AS (
  SELECT fingerprint, count(DISTINCT host) AS host_count
  FROM findings
  WHERE severity = 'error' AND status <> 'suppressed'
  GROUP BY fingerprint
)
SELECT
  f.host AS host_name,
  count(DISTINCT f.fingerprint) AS fingerprint_count,
  count(DISTINCT f.layer) AS layer_count,
  min(f.dt) AS first_night
FROM findings AS f
JOIN spread AS s ON s.fingerprint = f.fingerprint
WHERE f.severity = 'error' AND f.status <> 'suppressed' AND s.host_count < 3
GROUP BY f.host
HAVING count(DISTINCT f.fingerprint) >= 5
ORDER BY fingerprint_count DESC, host_name;

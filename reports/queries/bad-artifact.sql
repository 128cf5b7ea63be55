-- One fingerprint on many hosts: the same wrong bytes were built, or sent by a registry. Their disks
-- are sound: build or push again, then pull everywhere.
SELECT
  fingerprint,
  min(rule) AS rule_name,
  count(DISTINCT host) AS host_count,
  min(dt) AS first_night,
  max(dt) AS last_night,
  min(message) AS example
FROM findings
WHERE severity = 'error' AND status <> 'suppressed'
GROUP BY fingerprint
HAVING count(DISTINCT host) >= 3
ORDER BY host_count DESC, fingerprint;

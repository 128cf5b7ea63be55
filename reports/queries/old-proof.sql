-- Stores with layers whose content nobody has read for thirty days, or ever, as of the last run that
-- was to read content: what such a run says of them is what an earlier one found, if anything.
WITH last_run AS (
  SELECT s.host AS host, s.store AS store, max(s.started_at) AS started_at
  FROM stores AS s
  JOIN runs AS r ON r.host = s.host AND r.run_id = s.run_id
  WHERE r.level = 'content'
  GROUP BY s.host, s.store
)
SELECT
  l.host AS host_name,
  l.store AS store_name,
  count(DISTINCT l.layer) AS layer_count,
  count(DISTINCT CASE WHEN l.read_on IS NULL THEN l.layer END) AS never_read,
  min(l.read_on) AS oldest
FROM layers AS l
JOIN last_run AS n ON n.host = l.host AND n.store = l.store AND n.started_at = l.started_at
WHERE l.role = 'image' AND (l.read_on IS NULL OR l.read_on < l.dt - INTERVAL 30 DAY)
GROUP BY l.host, l.store
ORDER BY layer_count DESC, host_name, store_name;

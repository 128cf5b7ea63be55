-- Layers that no image and no container has used for three nights or more and that are still there,
-- the largest first.
WITH last_night AS (
  SELECT host, store, max(dt) AS dt FROM stores GROUP BY host, store
),
used AS (
  SELECT host, store, layer, max(dt) AS dt
  FROM layers
  WHERE image_count > 0 OR role IN ('container', 'container-init')
  GROUP BY host, store, layer
)
SELECT
  l.host AS host_name,
  l.store AS store_name,
  l.layer AS layer_id,
  count(DISTINCT l.dt) AS night_count,
  min(l.dt) AS first_night,
  max(l.allocated_bytes) AS allocated
FROM layers AS l
JOIN last_night AS n ON n.host = l.host AND n.store = l.store
LEFT JOIN used AS u ON u.host = l.host AND u.store = l.store AND u.layer = l.layer
WHERE (l.dt > u.dt OR u.dt IS NULL) AND l.role IN ('image', 'unclaimed')
GROUP BY l.host, l.store, l.layer, n.dt
HAVING count(DISTINCT l.dt) >= 3 AND max(l.dt) = n.dt
ORDER BY allocated DESC, host_name, store_name, layer_id;

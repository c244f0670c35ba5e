-- Open the store for a cluster.
-- KEYS: meta offsets rebuilding ticks lost partitions watches watermarks partials joint changes
--       departed, then the observations of each topic
-- ARGV: cluster_id, a fresh epoch, layout, number of topics, (topic, count)...,
--       number of partitions to be rebuilt, (partition, end)..., then the observed topics
-- Of another cluster only events are kept: readings, and windows, go with the offsets.
local held = redis.call('HMGET', KEYS[1], 'epoch', 'cluster_id', 'run_id', 'layout')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local epoch = held[1]
if held[4] and held[4] ~= ARGV[3] then
  return redis.error_reply('LAYOUT the store has layout ' .. held[4])
end
local topics = tonumber(ARGV[4])
local at = 5 + 2 * topics
local anew = not epoch or held[2] ~= ARGV[1]
if anew then
  for i = 2, 10 do redis.call('DEL', KEYS[i]) end
  local first_observed = at + 2 * tonumber(ARGV[at]) + 1
  for i = first_observed, #ARGV do
    local observations = KEYS[13 + i - first_observed]
    for _, key in ipairs(redis.call('HKEYS', observations)) do
      redis.call('ZREM', KEYS[11], 'obs|' .. ARGV[i] .. '|' .. key)
    end
    redis.call('DEL', observations)
  end
  for _, name in ipairs(redis.call('ZRANGE', KEYS[12], 0, -1)) do
    redis.call('ZREM', KEYS[11], name)
  end
  redis.call('DEL', KEYS[12])
  for i = at + 1, at + 2 * tonumber(ARGV[at]), 2 do
    if tonumber(ARGV[i + 1]) > 0 then
      redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
    end
  end
end
if anew or held[3] ~= run then
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'cluster_id', ARGV[1], 'run_id', run,
             'layout', ARGV[3])
  redis.call('HSETNX', KEYS[1], 'seq', 0)
end
for i = 5, 4 + 2 * topics, 2 do
  redis.call('HSET', KEYS[6], ARGV[i], ARGV[i + 1])
end
return {epoch, ARGV[1], redis.call('HGETALL', KEYS[2])}

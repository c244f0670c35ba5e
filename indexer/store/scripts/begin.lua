-- Open the store for a cluster.
-- KEYS: meta offsets rebuilding ticks lost partitions
-- ARGV: cluster_id, a fresh epoch, layout, number of topics, (topic, count)...,
--       number of partitions, (partition, end)...
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
  redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
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

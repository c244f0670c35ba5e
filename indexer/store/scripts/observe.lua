-- Apply one batch of one partition of telemetry whole, or not at all.
-- KEYS: meta offsets changes watches watermarks partials joint departed, the topic's observations
-- ARGV: epoch, partition, base ('' where nothing is stored yet), next, topic, channel, snapshot,
--       watermark ms or '', length of a window ms, how many departed and partials are kept,
--       counts of latest, gone, partials,
--       then (key, json)..., (key)..., (kind, start ms, rows)...
-- Returns seq, and how many partials were too late.
local refused = guard(ARGV[1])
if refused then return refused end
local partition, topic = ARGV[2], ARGV[5]
if (redis.call('HGET', KEYS[2], partition) or '') ~= ARGV[3] then
  return redis.error_reply('FENCED ' .. partition .. ' has moved')
end
local first_latest = 15
local first_gone = first_latest + 2 * tonumber(ARGV[12])
local first_partial = first_gone + tonumber(ARGV[13])
local prefix = 'obs|' .. topic .. '|'

local before = tonumber(redis.call('HGET', KEYS[1], 'seq'))
local seq = before
local heard = {}
for i = first_latest, first_gone - 1, 2 do
  local key = ARGV[i]
  heard[key] = true
  seq = seq + 1
  redis.call('HSET', KEYS[9], key, seq .. ' ' .. ARGV[i + 1])
  redis.call('ZADD', KEYS[3], seq, prefix .. key)
  redis.call('ZREM', KEYS[8], prefix .. key)
end
for i = first_gone, first_partial - 1 do
  local key = ARGV[i]
  if not heard[key] and redis.call('HDEL', KEYS[9], key) == 1 then
    seq = seq + 1
    redis.call('ZADD', KEYS[3], seq, prefix .. key)
    redis.call('ZADD', KEYS[8], seq, prefix .. key)
  end
end
local over = redis.call('ZCARD', KEYS[8]) - tonumber(ARGV[10])
while over > 0 do
  local oldest = redis.call('ZPOPMIN', KEYS[8], math.min(over, 1000))
  for i = 1, #oldest, 2 do redis.call('ZREM', KEYS[3], oldest[i]) end
  redis.call('HSET', KEYS[1], 'forgot', oldest[#oldest])
  over = over - 1000
end

local merged = tonumber(redis.call('HGET', KEYS[7], 'merged_up_to') or '-inf')
local late, waiting = 0, false
for i = first_partial, #ARGV, 3 do
  if tonumber(ARGV[i + 1]) + tonumber(ARGV[9]) <= merged then
    late = late + 1
  else
    waiting = true
    redis.call('HSET', KEYS[6], ARGV[i + 1] .. '|' .. ARGV[i] .. '|' .. partition, ARGV[i + 2])
  end
end
if waiting and redis.call('HLEN', KEYS[6]) > tonumber(ARGV[11]) then
  local names = redis.call('HKEYS', KEYS[6])
  table.sort(names, function(one, other)
    local a, b = tonumber(string.match(one, '^%-?%d+')), tonumber(string.match(other, '^%-?%d+'))
    return a < b or (a == b and one < other)
  end)
  for i = 1, #names - tonumber(ARGV[11]) do redis.call('HDEL', KEYS[6], names[i]) end
end

redis.call('HSET', KEYS[2], partition, ARGV[4])
redis.call('HSET', KEYS[4], partition, ARGV[7])
if ARGV[8] ~= '' then
  local held = redis.call('HGET', KEYS[5], partition)
  if not held or tonumber(string.match(held, '^%-?%d+')) < tonumber(ARGV[8]) then
    redis.call('HSET', KEYS[5], partition, ARGV[8] .. ' ' .. string.format('%.0f', now_us() / 1000))
  end
end
if seq > before then
  redis.call('HSET', KEYS[1], 'seq', seq)
  redis.call('PUBLISH', ARGV[6], seq)
end
return {seq, late}

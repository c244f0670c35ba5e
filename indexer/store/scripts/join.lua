-- Apply one step of the joiner whole, or not at all.
-- KEYS: meta changes partials joint incidents, then the events of each topic
-- ARGV: epoch, token, channel, snapshot, merged up to ms or '', length of a window ms, counts of
--       topics, merged, joined, parted,
--       then (topic)..., (name of a partial)..., (topic, event id, json)..., (topic, event id)...
local refused = guard(ARGV[1])
if refused then return refused end
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then
  return redis.error_reply('FENCED another holds the lease')
end
local first_topic = 11
local first_merged = first_topic + tonumber(ARGV[7])
local first_joined = first_merged + tonumber(ARGV[8])
local first_parted = first_joined + 3 * tonumber(ARGV[9])
local events_of = {}
for i = first_topic, first_merged - 1 do events_of[ARGV[i]] = KEYS[i - first_topic + 6] end

redis.call('HSET', KEYS[4], 'snapshot', ARGV[4])
local held_up_to = tonumber(redis.call('HGET', KEYS[4], 'merged_up_to') or '-inf')
for i = first_merged, first_joined - 1 do redis.call('HDEL', KEYS[3], ARGV[i]) end
if ARGV[5] ~= '' and tonumber(ARGV[5]) > held_up_to then
  redis.call('HSET', KEYS[4], 'merged_up_to', ARGV[5])
  local last_start = tonumber(ARGV[5]) - tonumber(ARGV[6])
  for _, name in ipairs(redis.call('HKEYS', KEYS[3])) do
    if tonumber(string.match(name, '^%-?%d+')) <= last_start then
      redis.call('HDEL', KEYS[3], name)
    end
  end
end

local before = tonumber(redis.call('HGET', KEYS[1], 'seq'))
local seq = before
for i = first_joined, first_parted - 1, 3 do
  local name = ARGV[i] .. '|' .. ARGV[i + 1]
  local events = events_of[ARGV[i]]
  local stored = events and redis.call('HGET', events, ARGV[i + 1])
  if stored and not is_forgotten(stored)
      and redis.call('HGET', KEYS[5], name) ~= ARGV[i + 2] then
    seq = seq + 1
    redis.call('HSET', KEYS[5], name, ARGV[i + 2])
    redis.call('ZADD', KEYS[2], seq, 'incident|' .. name)
  end
end
for i = first_parted, #ARGV, 2 do
  local name = ARGV[i] .. '|' .. ARGV[i + 1]
  if redis.call('HDEL', KEYS[5], name) == 1 then
    seq = seq + 1
    redis.call('ZADD', KEYS[2], seq, 'incident|' .. name)
  end
end
if seq > before then
  redis.call('HSET', KEYS[1], 'seq', seq)
  redis.call('PUBLISH', ARGV[3], seq)
end
return seq

-- Keep vectors by meaning. Those of another model are dropped: they never mix.
-- KEYS: meta changes vectors vectors_model
-- ARGV: epoch, channel, model's name, (meaning key, float16 bytes)...
local refused = guard(ARGV[1])
if refused then return refused end
if redis.call('GET', KEYS[4]) ~= ARGV[3] then
  redis.call('DEL', KEYS[3])
  redis.call('SET', KEYS[4], ARGV[3])
end
local seq = tonumber(redis.call('HGET', KEYS[1], 'seq'))
for i = 4, #ARGV, 2 do
  seq = seq + 1
  redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[2], seq, 'vector|' .. ARGV[i])
end
redis.call('HSET', KEYS[1], 'seq', seq)
redis.call('PUBLISH', ARGV[2], seq)
return seq

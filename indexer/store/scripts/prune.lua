-- Let go for good of a forgotten event, or of a reference to one that never came.
-- KEYS: meta changes due events references incidents
-- ARGV: epoch, topic, id, expected rev
local refused = guard(ARGV[1])
if refused then return refused end
local id, name = ARGV[3], ARGV[2] .. '|' .. ARGV[3]
local rev = math.max(rev_of(redis.call('HGET', KEYS[4], id)),
                     rev_of(redis.call('HGET', KEYS[5], id)))
if rev ~= tonumber(ARGV[4]) then return 0 end
redis.call('HDEL', KEYS[4], id)
redis.call('HDEL', KEYS[5], id)
redis.call('HDEL', KEYS[6], name)
redis.call('ZREM', KEYS[2], name, 'incident|' .. name)
redis.call('ZREM', KEYS[3], name)
return 1

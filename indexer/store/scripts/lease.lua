-- Take, or renew, the joiner's lease.
-- KEYS: meta lease:joiner
-- ARGV: holder, ms that it holds
-- Returns the store's epoch and a token, or nothing where another holds it. In a new life of the
-- store nobody holds it, and the token is another: what a joiner remembers may not be so any more.
local epoch = redis.call('HGET', KEYS[1], 'epoch') or ''
local refused = guard(epoch)
if refused then return refused end
local held = redis.call('GET', KEYS[2])
if held then
  local token, life, holder = string.match(held, '^(%d+) (%S*) (.*)$')
  if life == epoch then
    if holder ~= ARGV[1] then return {} end
    redis.call('PEXPIRE', KEYS[2], ARGV[2])
    return {epoch, token}
  end
end
-- No token comes twice, not even from a store that was emptied.
local before = tonumber(redis.call('HGET', KEYS[1], 'token') or 0)
local token = string.format('%.0f', math.max(before + 1, now_us()))
redis.call('HSET', KEYS[1], 'token', token)
redis.call('SET', KEYS[2], token .. ' ' .. epoch .. ' ' .. ARGV[1], 'PX', ARGV[2])
return {epoch, token}

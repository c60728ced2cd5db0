"""The atomic steps of pages; nothing is ever put on one whose conversation is closed."""

# KEYS  1 contact  2 page
# ARGV  1 the entry's name, which it has once  2 the entry (JSON)  3 seconds to keep the page
# Returns {number, entry}: those that were there already, if the name is known; nothing when the
# conversation is closed. COMMIT deletes the page as it closes the conversation, and this looks at
# the conversation in the same step: what comes late leaves nothing behind.
PUT = """
local blob = redis.call('HGET', KEYS[1], 'b')
local state = blob and cjson.decode(blob).state.type
if state ~= 'offering' and state ~= 'claimed' then return false end
local known = redis.call('HGET', KEYS[2], 'i:' .. ARGV[1])
if known then return {known, redis.call('HGET', KEYS[2], 'e:' .. known)} end
local n = redis.call('HINCRBY', KEYS[2], 'n', 1)
redis.call('HSET', KEYS[2], 'i:' .. ARGV[1], n, 'e:' .. n, ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return {tostring(n), ARGV[2]}
"""

# KEYS  1 page
# ARGV  1 field  2 value
# Returns 1 when it was noted, 0 when there is no page.
NOTE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""

# KEYS  1 link
# ARGV  1 the hash of what only this browser knows
# Returns 'yes' to the first browser, and to the same one again (its answer may have been lost on
# the way), 'used' to every other, 'unknown' when there is no such link.
OPEN = """
local kept = redis.call('GET', KEYS[1])
if not kept then return 'unknown' end
local link = cjson.decode(kept)
if link.by ~= nil and link.by ~= '' then
  if link.by == ARGV[1] then return 'yes' end
  return 'used'
end
link.by = ARGV[1]
redis.call('SET', KEYS[1], cjson.encode(link), 'KEEPTTL')
return 'yes'
"""

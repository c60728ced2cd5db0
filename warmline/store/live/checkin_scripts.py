"""The atomic steps by which mentors confirm their shifts, or are rung last until they do."""

# KEYS  1 late  2 confirmed
# ARGV  1 mentor  2 stint  3 from (ms)  4 until (ms)
# Returns 1 when the mentor is rung last from then to then, 0 when they have confirmed the stint.
# Late is '<mentor>' -> '<from>|<until>', and ' laid' how often somebody ceased to be late: pools
# laid out before that may have them too far behind, and are laid out again when met.
MARK_LATE = """
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then return 0 end
local from, until_ = tonumber(ARGV[3]), tonumber(ARGV[4])
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then
  local f, u = string.match(known, '^(%d+)|(%d+)$')
  from, until_ = math.min(from, tonumber(f)), math.max(until_, tonumber(u))
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f|%.0f', from, until_))
return 1
"""

# KEYS  1 late  2 confirmed
# ARGV  1 mentor  2 until when to keep it (ms)  3 stint ...
# Returns 1 when the mentor was late until now.
CONFIRM = """
for i = 3, #ARGV do redis.call('HSET', KEYS[2], ARGV[i], ARGV[2]) end
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], ' laid', 1)
return 1
"""

# KEYS  1 late  2 confirmed      ARGV  1 now (ms)
# Returns how many were late for a stint that is over.
TIDY = """
local gone = 0
for _, key in ipairs({KEYS[1], KEYS[2]}) do
  local found = redis.call('HGETALL', key)
  for i = 1, #found, 2 do
    local until_ = tonumber(string.match(found[i + 1], '|?(%d+)$'))
    if found[i] ~= ' laid' and until_ <= tonumber(ARGV[1]) then
      redis.call('HDEL', key, found[i])
      if key == KEYS[1] then gone = gone + 1 end
    end
  end
end
if gone > 0 then redis.call('HINCRBY', KEYS[1], ' laid', 1) end
return gone
"""

package clock

import "hash/maphash"

// ids finds entries that are there twice, in a table of open addressing: a map would take longer than all the rest of a reading.
type ids struct {
	seed  maphash.Seed
	slots []int32 // index of an entry plus 1; 0: free
}

// newIDs makes a table with the room given, or a larger one if that is too small. Room is a power of two.
func newIDs(room []int32, entries int) ids {
	if size := len(room); size < 2*entries {
		for size < 2*entries {
			size *= 2
		}
		room = make([]int32, size)
	}
	return ids{seed: maphash.MakeSeed(), slots: room}
}

// add puts an entry into the table and returns the first that has its id.
func (s *ids) add(history []Entry, i int) int {
	mask := uint64(len(s.slots) - 1)
	for slot := maphash.String(s.seed, history[i].ID) & mask; ; slot = (slot + 1) & mask {
		n := int(s.slots[slot]) - 1
		switch {
		case n < 0:
			s.slots[slot] = int32(i + 1)
			return i
		case history[n].ID == history[i].ID:
			return n
		}
	}
}

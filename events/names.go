package events

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
)

// names numbers texts in the order in which they are met.
type names struct {
	list []string
	last int32 // the number given last, plus one: neighbouring rows often repeat

	// An open hash table: the hash of a text in the upper half, its number
	// plus one in the lower; 0 is free. The numbers do not depend on the seed.
	slots []uint64
	seed  maphash.Seed
}

// add returns the number of text, which it copies if it is new.
func (n *names) add(op, what string, text []byte) (int32, error) {
	if n.last > 0 && n.list[n.last-1] == string(text) {
		return n.last - 1, nil
	}
	if 2*len(n.list) >= len(n.slots) {
		n.grow()
	}
	h := uint32(maphash.Bytes(n.seed, text))
	mask := uint32(len(n.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		s := n.slots[at]
		if s == 0 {
			if len(n.list) == math.MaxInt32-1 {
				return 0, &clm.LimitError{Op: op, Limit: math.MaxInt32 - 1, What: what}
			}
			n.list = append(n.list, string(text))
			n.last = int32(len(n.list))
			n.slots[at] = uint64(h)<<32 | uint64(n.last)
			return n.last - 1, nil
		}
		if i := uint32(s); uint32(s>>32) == h && n.list[i-1] == string(text) {
			n.last = int32(i)
			return n.last - 1, nil
		}
	}
}

// grow doubles the table.
func (n *names) grow() {
	if n.slots == nil {
		n.seed = maphash.MakeSeed()
	}
	old := n.slots
	n.slots = make([]uint64, max(64, 2*len(old)))
	mask := uint32(len(n.slots) - 1)
	for _, s := range old {
		if s != 0 {
			at := uint32(s>>32) & mask
			for n.slots[at] != 0 {
				at = (at + 1) & mask
			}
			n.slots[at] = s
		}
	}
}

// ranks returns the place of each text in bytewise order.
func ranks(list []string) []int32 {
	// Sorting by the first eight bytes decides nearly always, and without
	// following a pointer.
	type key struct {
		head uint64
		i    int32
	}
	order := make([]key, len(list))
	for i, s := range list {
		order[i] = key{head(s), int32(i)}
	}
	slices.SortFunc(order, func(a, b key) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return strings.Compare(list[a.i], list[b.i])
	})
	rank := make([]int32, len(list))
	for r, k := range order {
		rank[k.i] = int32(r)
	}
	return rank
}

// head returns the first eight bytes of s as a number that sorts like them; a
// shorter text is filled up with zeros.
func head(s string) uint64 {
	if len(s) >= 8 {
		return binary.BigEndian.Uint64([]byte(s[:8]))
	}
	var h uint64
	for i := range len(s) {
		h = h<<8 | uint64(s[i])
	}
	return h << (8 * (8 - len(s)))
}

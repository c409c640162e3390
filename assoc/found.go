package assoc

import (
	"errors"
	"sync/atomic"
)

// found collects sets as a miner comes upon them: set s is
// items[ends[s-1]:ends[s]], codes in any order.
type found struct {
	items  []int32
	ends   []int
	counts []int32
}

func (f *found) add(count int32, parts ...[]int32) {
	for _, p := range parts {
		f.items = append(f.items, p...)
	}
	f.ends = append(f.ends, len(f.items))
	f.counts = append(f.counts, count)
}

// errMany says that there are more sets than allowed. Which set was the one too
// many depends on scheduling; that there is one does not.
var errMany = errors.New("too many sets")

// allowance is how many sets may yet be found by all workers together.
type allowance struct {
	left atomic.Int64
	over atomic.Bool
}

func newAllowance(sets int) *allowance {
	var a allowance
	a.left.Store(int64(sets))
	return &a
}

// take takes k sets, or returns errMany.
func (a *allowance) take(k int64) error {
	if a.over.Load() || a.left.Add(-k) < 0 {
		a.over.Store(true)
		return errMany
	}
	return nil
}

// subsets returns how many subsets of up to most items k items have, the empty
// one included, or 2⁶² where there are more.
func subsets(k, most int) int64 {
	const many = 1 << 62
	sum, binomial := int64(1), int64(1)
	for j := 1; j <= min(k, most); j++ {
		if binomial > many/int64(k) {
			return many
		}
		binomial = binomial * int64(k-j+1) / int64(j)
		if sum += binomial; sum >= many {
			return many
		}
	}
	return sum
}

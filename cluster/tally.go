package cluster

import "sync"

// tally tells a Progress function how much is done, one call at a time.
type tally struct {
	mu          sync.Mutex
	tell        func(done, total int)
	done, total int
}

func newTally(tell func(done, total int), total int) *tally {
	return &tally{tell: tell, total: total}
}

// add adds to the units that are done.
func (t *tally) add(units int) {
	if t.tell == nil || units == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done += units
	t.tell(t.done, t.total)
}

package cluster

import (
	"math"
	"sync"
)

// portions joins the Progress of calls that run beside each other into one of
// portionUnits units.
type portions struct {
	mu         sync.Mutex
	tell       func(done, total int)
	done, work float64 // whole numbers
	last       int
}

const portionUnits = 1000

// portion returns the Progress of a call that is that much of the work; nil if
// nobody asks. The call must end with (total, total).
func (p *portions) portion(work float64) func(done, total int) {
	if p.tell == nil {
		return nil
	}
	before := 0.0
	return func(done, total int) {
		now := work
		if done < total {
			now = math.Floor(work * float64(done) / float64(total))
		}
		p.add(now - before)
		before = now
	}
}

func (p *portions) add(work float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += work
	now := portionUnits
	if p.done < p.work {
		now = int(portionUnits * p.done / p.work)
	}
	if now > p.last {
		p.last = now
		p.tell(now, portionUnits)
	}
}

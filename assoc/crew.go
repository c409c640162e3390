package assoc

import "sync"

// crew lends what a worker needs to one task at a time. It makes as many as there
// are tasks at a time, which a sync.Pool does not promise; each may be as large as
// all items.
type crew[T any] struct {
	make func() T
	mu   sync.Mutex
	all  []T
	idle []T
}

func (c *crew[T]) take() T {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.idle); n > 0 {
		t := c.idle[n-1]
		c.idle = c.idle[:n-1]
		return t
	}
	t := c.make()
	c.all = append(c.all, t)
	return t
}

func (c *crew[T]) give(t T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = append(c.idle, t)
}

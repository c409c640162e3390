package modeltest

import (
	"fmt"
	"strings"
	"sync"
)

func (c *Case[D, T, M]) askedAtOnce(t TB) {
	m := c.model(t)
	want := c.answers(t, m, c.Data(1))
	problems := make([]string, 8)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range problems {
		wg.Go(func() {
			d := c.Data(1)
			<-start
			for range 4 {
				p, did := panics(func() {
					got, err := c.ask(m, d)
					if err != nil {
						problems[i] = err.Error()
					} else if diff := same(got, want); diff != "" {
						problems[i] = diff
					}
					_ = m.Report()
				})
				if did {
					problems[i] = fmt.Sprint("panic: ", p)
				}
			}
		})
	}
	close(start)
	wg.Wait()
	for i, p := range problems {
		if p != "" {
			t.Errorf("goroutine %d: %s", i, p)
		}
	}
}

func (c *Case[D, T, M]) immutable(t TB) {
	m, d := c.model(t), c.Data(1)
	before := string(c.bytes(t, m))
	want := c.answers(t, m, d)
	for range 3 {
		if diff := same(c.answers(t, m, d), want); diff != "" {
			t.Errorf("asked again, the model answers otherwise: %s", diff)
		}
	}
	if !c.same(d, c.Data(1)) {
		t.Errorf("asking changed the data")
	}
	if string(c.bytes(t, m)) != before {
		t.Errorf("asking changed the model")
	}
	r := m.Report()
	for i := range r.Notes {
		r.Notes[i] = "scribbled"
	}
	if string(c.bytes(t, m)) != before {
		t.Errorf("the notes of Report are the model's own memory")
	}
}

func (c *Case[D, T, M]) notFitted(t TB) {
	d := c.Data(1)
	complain := func(name string, ask func()) {
		p, did := panics(ask)
		if !did || !strings.Contains(fmt.Sprint(p), "not fitted") {
			t.Errorf("%s of a zero model: panic %v, want one that says \"not fitted\"", name, p)
		}
	}
	complain("asking", func() { _, _ = c.ask(M(new(T)), d) })
	if c.Matrix == nil {
		return
	}
	x := c.Matrix.get(d)
	for _, q := range c.Matrix.Questions {
		complain(q.name, func() { _, _ = q.fresh(M(new(T)), x) })
		if q.row != nil {
			complain(q.name+" of a row", func() { _, _ = q.row(M(new(T)), rowOf(x, 0)) })
		}
	}
}

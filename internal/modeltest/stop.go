package modeltest

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	clm "github.com/clm-go/clm"
)

// errStop is the cause with which the exam ends contexts.
var errStop = errors.New("the exam stops the fit")

// counter is a context that counts how often it is looked at and ends at a
// given look.
type counter struct {
	context.Context
	mu    sync.Mutex // no look passes while another one ends the context
	looks int64
	at    int64 // 0: never
	end   context.CancelCauseFunc
}

func newCounter(parent context.Context, at int64) *counter {
	ctx, end := context.WithCancelCause(parent)
	return &counter{Context: ctx, at: at, end: end}
}

func (c *counter) look() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.looks++; c.looks == c.at {
		c.end(errStop)
	}
}

func (c *counter) Err() error {
	c.look()
	return c.Context.Err()
}

func (c *counter) Done() <-chan struct{} {
	c.look()
	return c.Context.Done()
}

func (c *Case[D, T, M]) stopBefore(t TB) {
	for _, workers := range []int{1, 2} {
		ctx, end := context.WithCancelCause(t.Context())
		end(errStop)
		m, err := c.With(1, workers).Fit(ctx, c.Data(1))
		c.stopped(t, "ended before", m, err)
	}
}

// stopped expects the cause and no model.
func (c *Case[D, T, M]) stopped(t TB, when string, m M, err error) {
	t.Helper()
	if m != nil {
		t.Errorf("context %s: a model came back", when)
	}
	if !errors.Is(err, errStop) {
		t.Errorf("context %s: error %v, want its cause", when, err)
	}
}

// surplus is how often a fit may look at a context that has ended: once in
// each worker of each of its nested loops.
const surplus = 32

func (c *Case[D, T, M]) stopMidway(t TB) {
	whole := newCounter(t.Context(), 0)
	defer whole.end(nil)
	if _, err := c.With(1, 1).Fit(whole, c.Data(1)); err != nil {
		t.Fatalf("Fit: %v", err)
	}
	looks := whole.looks
	if looks == 0 {
		t.Fatalf("Fit never looks at its context")
	}
	for _, at := range []int64{1, (looks + 3) / 4, (looks + 1) / 2} {
		for _, workers := range []int{1, 2} {
			ctx := newCounter(t.Context(), at)
			m, err := c.With(1, workers).Fit(ctx, c.Data(1))
			ctx.end(nil)
			c.stopped(t, "ended at look "+strconv.FormatInt(at, 10)+" of "+strconv.FormatInt(looks, 10), m, err)
			if more := ctx.looks - at; more > surplus {
				t.Errorf("Fit looked at its context %d more times after it had ended", more)
			}
		}
	}

	// A context may also end in a call of Progress.
	if _, ok := c.field("Progress"); !ok {
		return
	}
	var calls, after atomic.Int64
	c.watched(t, c.With(1, 1), func(done, total int) { calls.Add(1) })
	if calls.Load() < 2 {
		return
	}
	ctx, end := context.WithCancelCause(t.Context())
	f := c.withProgress(c.With(1, 1), func(done, total int) {
		if ctx.Err() != nil {
			after.Add(1)
		}
		end(errStop)
	})
	m, err := f.Fit(ctx, c.Data(1))
	c.stopped(t, "ended in the first of several calls of Progress", m, err)
	if n := after.Load(); n > 1 {
		t.Errorf("Progress was called %d more times after the context had ended", n)
	}
}

// withProgress returns a copy of a configuration with another Progress.
func (c *Case[D, T, M]) withProgress(f clm.Fitter[D, M], progress func(done, total int)) clm.Fitter[D, M] {
	field, _ := c.field("Progress")
	return change(f, field.Index, func(v reflect.Value) { v.Set(reflect.ValueOf(progress)) })
}

// watched fits with a Progress.
func (c *Case[D, T, M]) watched(t TB, f clm.Fitter[D, M], progress func(done, total int)) {
	t.Helper()
	c.fit(t, c.withProgress(f, progress), c.Data(1))
}

func (c *Case[D, T, M]) progress(t TB) {
	for _, workers := range []int{1, 2, 7} {
		var inside, overlaps atomic.Int64
		var mu sync.Mutex
		var calls, done, total int
		fell, beyond := false, false
		c.watched(t, c.With(1, workers), func(d, n int) {
			if inside.Add(1) > 1 {
				overlaps.Add(1)
			}
			runtime.Gosched()
			mu.Lock()
			calls++
			fell = fell || d < done
			beyond = beyond || d < 0 || n > 0 && d > n
			done, total = d, n
			mu.Unlock()
			inside.Add(-1)
		})
		switch {
		case calls == 0:
			t.Errorf("Workers %d: Progress was never called", workers)
		case done != total || total <= 0:
			t.Errorf("Workers %d: the last call of Progress is (%d, %d)", workers, done, total)
		}
		if overlaps.Load() > 0 {
			t.Errorf("Workers %d: calls of Progress overlap", workers)
		}
		if fell {
			t.Errorf("Workers %d: done of Progress falls", workers)
		}
		if beyond {
			t.Errorf("Workers %d: done of Progress lies outside 0 to total", workers)
		}
	}

	// Watching must not change the result.
	plain := c.bytes(t, c.fit(t, c.With(1, 2), c.Data(1)))
	seen := c.fit(t, c.withProgress(c.With(1, 2), func(done, total int) {}), c.Data(1))
	if string(c.bytes(t, seen)) != string(plain) {
		t.Errorf("a Progress changes the model")
	}
}

func (c *Case[D, T, M]) goroutines(t TB) {
	before := running()
	c.fit(t, c.With(1, 7), c.Data(1))
	c.noneLeft(t, "a success", before)

	before = running()
	ctx := newCounter(t.Context(), 2)
	_, _ = c.With(1, 7).Fit(ctx, c.Data(1))
	ctx.end(nil)
	c.noneLeft(t, "a stop", before)
}

// noneLeft waits a moment for goroutines that are about to end.
func (c *Case[D, T, M]) noneLeft(t TB, after string, before map[string]string) {
	t.Helper()
	var left string
	for range 500 {
		left = ""
		for id, stack := range running() {
			if before[id] == "" {
				left = stack
			}
		}
		if left == "" {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Errorf("after %s a goroutine is left:\n%s", after, left)
}

// running returns the stacks of all goroutines, by id, but those of tests and
// of the runtime.
func running() map[string]string {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	all := map[string]string{}
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		head, _, _ := strings.Cut(stack, " [")
		if !strings.Contains(stack, "testing.tRunner") && strings.Contains(stack, "clm-go/clm") {
			all[head] = stack
		}
	}
	return all
}

package main

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/machine"
	"github.com/clm-go/clm/internal/rng"
)

// point is what one number of rows comes to.
type point struct {
	Rows, Columns int
	Pairs         int     // of basket and item, 0 where the input is a table
	Seconds       float64 // of one fit
	MB            float64 // that the fit took at most, 0 where the system does not tell
}

// cells returns how many numbers the input has.
func (p point) cells() int {
	if p.Pairs > 0 {
		return p.Pairs
	}
	return p.Rows * p.Columns
}

// work is a fit that has its input.
type work struct {
	columns int
	pairs   int // of basket and item, 0 for a table
	fit     func(ctx context.Context) error
}

// A fit that takes a second is timed once, shorter ones until half a second is
// over.
const (
	once  = 1.0
	often = 0.5
)

// measure makes the input of so many rows and fits.
func (m method) measure(ctx context.Context, rows int, seed uint64) (point, error) {
	w := m.open(rng.New(seed, 0), rows, seed)
	p := point{Rows: rows, Columns: w.columns, Pairs: w.pairs}
	debug.FreeOSMemory()
	machine.ResetPeak()
	before := machine.Resident()
	first, err := timed(ctx, w)
	if err != nil {
		return p, err
	}
	p.MB = max(0, machine.Peak()-before)
	p.Seconds, err = repeated(first, func() (float64, error) { return timed(ctx, w) })
	return p, err
}

func timed(ctx context.Context, w work) (float64, error) {
	start := time.Now()
	err := w.fit(ctx)
	return time.Since(start).Seconds(), err
}

// repeated returns the time of the first run if that is long, otherwise the
// median of further ones.
func repeated(first float64, again func() (float64, error)) (float64, error) {
	if first >= once {
		return first, nil
	}
	var list []float64
	for total := 0.0; total < often; {
		t, err := again()
		if err != nil {
			return 0, err
		}
		list, total = append(list, t), total+t
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2, nil
}

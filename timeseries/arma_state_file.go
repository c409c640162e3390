package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
)

// replayWork is how many elements of variances may be computed to read a state. A
// state that would need more keeps its variance in the file.
const replayWork = 1 << 29

// put writes the state. Its variance depends on which values were observed alone, so
// that the lengths of the runs of observed and of missing values stand for it.
func (t *state) put(w *codec.Writer) {
	w.Float64s(t.mean)
	w.Ints(t.runs)
	w.Int(t.leapt)
	if replayable(t.runs, len(t.mean)) {
		w.Bool(true)
		return
	}
	w.Bool(false)
	w.Float64s(t.variance)
	w.Int(t.known)
}

// getState reads the state of a series with these orders and coefficients. After an error
// of the reader it returns nil.
func getState(r *codec.Reader, o orders, coef []float64) *state {
	mean := r.Float64s()
	runs := r.Ints()
	leapt := r.Int()
	replay := r.Bool()
	var variance []float64
	known := 0
	if !replay {
		variance = r.Float64s()
		known = r.Int()
	}
	if r.Err() != nil {
		return nil
	}
	s, ok := newSystem(o, coef, nil)
	switch {
	case !ok:
		r.Fail("coefficients of no stationary process")
	case len(mean) != s.r+s.lost || !allFinite(mean):
		r.Fail("state of %d numbers, want %d finite ones", len(mean), s.r+s.lost)
	case !validRuns(runs) || leapt < 0 || leapt > max(0, min(longestLeap, runs[0]-s.lost)) || replay != replayable(runs, len(mean)):
		r.Fail("runs of observed values")
	case !replay && (len(variance) != len(mean)*len(mean) || !allFinite(variance) || known < 0 || known > s.lost):
		r.Fail("variance of a state")
	}
	if r.Err() != nil {
		return nil
	}
	t := newState(s)
	if !replay {
		t.variance, t.known, t.unknown, t.runs, t.leapt = variance, known, t.unknown[:0], runs, leapt
	} else if !t.replay(runs, leapt) {
		r.Fail("state of a series that is not settled")
		return nil
	}
	t.mean = mean
	return t
}

// validRuns tells whether runs could have been recorded: one of observed values first.
func validRuns(runs []int) bool {
	for _, n := range runs {
		if n < 1 || n > math.MaxInt32 {
			return false
		}
	}
	return len(runs) > 0
}

// replayable tells whether the runs are short enough to be gone through again.
func replayable(runs []int, states int) bool {
	steps := 0.0
	for _, n := range runs {
		steps += float64(n)
	}
	return steps*float64(states)*float64(states) <= replayWork
}

// replay goes through runs of observed and missing values, the first ones by leap. The values are 0: the
// variance does not depend on them. It returns false for what no series leads to.
func (t *state) replay(runs []int, leapt int) bool {
	for i, n := range runs {
		if i == 0 && n >= t.lost {
			t.begin(make([]float64, t.lost))
			n -= t.lost
		}
		if i == 0 && leapt > 0 {
			zeros := make([]float64, leapt)
			if !t.leap(zeros, zeros, make([]float64, leapt), nil) {
				return false
			}
			n -= leapt
		}
		y := 0.0
		if i%2 == 1 {
			y = math.NaN()
		}
		for range n {
			t.push(y)
		}
	}
	return len(t.unknown) == 0
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if !finite(v) {
			return false
		}
	}
	return true
}

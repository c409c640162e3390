package timeseries

import (
	"fmt"

	"github.com/clm-go/clm/internal/check"
)

// Diff returns how much each value differs from the one lag steps before:
// y[t+lag] − y[t], len(y) − lag numbers, none where y is no longer than lag. A lag
// of 1 takes out a level, one of a period a season; for two differences call it
// twice. NaN and infinities go through subtraction as they are.
//
// A nil dst allocates; dst may be the first part of y itself. A lag below 1 or
// another length of dst panics.
func Diff(dst, y []float64, lag int) []float64 {
	const op = "timeseries.Diff"
	if lag < 1 {
		panic(fmt.Sprintf("%s: lag is %d, want at least 1", op, lag))
	}
	dst = check.Dst(op, dst, max(len(y)-lag, 0))
	for i := range dst {
		dst[i] = y[i+lag] - y[i]
	}
	return dst
}

// Undiff adds differences up again: it returns the series that begins with head and
// whose differences to the value len(head) steps before are w, len(head) + len(w) numbers.
// It undoes [Diff] up to rounding:
//
//	y = Undiff(nil, Diff(nil, y, lag), y[:lag])
//
// and brings forecasts w of differences back to the level of the series, of which it
// needs the last values only:
//
//	forecasts := Undiff(nil, w, y[len(y)-lag:])[lag:]
//
// A nil dst allocates; dst may not overlap w. An empty head or another length of dst panics.
func Undiff(dst, w, head []float64) []float64 {
	const op = "timeseries.Undiff"
	lag := len(head)
	if lag == 0 {
		panic(op + ": head is empty")
	}
	dst = check.Dst(op, dst, lag+len(w))
	copy(dst, head)
	for i, v := range w {
		dst[i+lag] = dst[i] + v
	}
	return dst
}

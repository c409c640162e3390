package timeseries

import "context"

// lookEvery is about how many numbers may be computed between two looks at a context: a
// millisecond's worth, or a few.
const lookEvery = 1 << 20

// watch tells long loops that what they compute is wanted no more. Loops that are told so leave
// nonsense behind. A nil watch, and a zero one, never does.
type watch struct {
	ended func() bool
	work  int
	over  bool
}

// follow makes the watch one over a context.
func (w *watch) follow(ctx context.Context) {
	*w = watch{ended: func() bool { return ctx.Err() != nil }}
}

// stopped takes note of the work since the last call.
func (w *watch) stopped(work int) bool {
	if w == nil || w.ended == nil {
		return false
	}
	w.work += work
	if !w.over && w.work >= lookEvery {
		w.work, w.over = 0, w.ended()
	}
	return w.over
}

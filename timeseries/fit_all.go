package timeseries

import (
	"context"
	"iter"
	"runtime"
	"slices"
	"sync"

	clm "github.com/clm-go/clm"
)

// Fitted is one of the results of [FitAll].
type Fitted[K, M any] struct {
	// Key is what the series was called.
	Key K
	// Model is what was learned, the zero M where Err is not nil.
	Model M
	// Err is the error of this series.
	Err error
}

// FitAll learns from many series, several at a time, and hands over the models one by
// one in the order of the series: forecasts for each of 100,000 products, say.
//
//	for f := range timeseries.FitAll(ctx, timeseries.Naive{}, maps.All(sales), 0) {
//		if f.Err != nil {
//			... // this series has no model, the others go on
//		}
//		forecast = f.Model.Forecast(forecast, 12)
//	}
//
// Any iterator over pairs of a key and a series will do: slices.All, maps.All (whose
// order is random), a reader of a database. Series are taken from it when there is room
// and copied, so the iterator may use its memory again; at most four for each worker are
// held at any time, with their models, however many there are. Workers is the number of
// goroutines; 0 or less means GOMAXPROCS. The configuration should have no workers of
// its own. The results do not depend on the number. More than 1,024 are 1,024.
//
// A series that cannot be learned from does not stop the others. When the context ends,
// no more series are taken, the ones under way come with its cause, and the sequence
// ends: look at the context after the loop. Leaving the loop early waits for the fits
// under way, which are told to stop; no goroutine stays behind. A panic of a fit goes on
// in the loop.
//
// Time: the sum of the fits, divided by the workers. Memory: O(workers) series and
// models.
func FitAll[K, M any](ctx context.Context, fitter clm.Fitter[[]float64, M], series iter.Seq2[K, []float64], workers int) iter.Seq[Fitted[K, M]] {
	return func(yield func(Fitted[K, M]) bool) {
		if workers <= 0 {
			workers = runtime.GOMAXPROCS(0)
		}
		fitAll(ctx, fitter, series, min(workers, 1024), yield)
	}
}

// task is one series on its way through a worker.
type task[K, M any] struct {
	y        []float64
	result   Fitted[K, M]
	panicked any
	done     chan struct{} // closed when the result is there
}

func fitAll[K, M any](ctx context.Context, fitter clm.Fitter[[]float64, M], series iter.Seq2[K, []float64], workers int, yield func(Fitted[K, M]) bool) {
	most := 4 * workers
	work := make(chan *task[K, M], most)
	inner, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(work)
	defer stop()
	for range workers {
		wg.Go(func() {
			for t := range work {
				t.run(inner, fitter)
			}
		})
	}

	var queue []*task[K, M] // in the order of the series, the first one may be done
	hand := func() bool {
		t := queue[0]
		queue = slices.Delete(queue, 0, 1)
		<-t.done
		if t.panicked != nil {
			panic(t.panicked)
		}
		return yield(t.result)
	}
	for key, y := range series {
		if ctx.Err() != nil {
			break
		}
		if len(queue) == most && !hand() {
			return
		}
		t := &task[K, M]{y: slices.Clone(y), result: Fitted[K, M]{Key: key}, done: make(chan struct{})}
		queue = append(queue, t)
		work <- t
	}
	for len(queue) > 0 {
		if !hand() {
			return
		}
	}
}

// run fits, or notes that the context has ended.
func (t *task[K, M]) run(ctx context.Context, fitter clm.Fitter[[]float64, M]) {
	finished := false
	defer func() {
		if !finished {
			if t.panicked = recover(); t.panicked == nil {
				t.panicked = "timeseries.FitAll: a fit ended its goroutine"
			}
		}
		t.y = nil
		close(t.done)
	}()
	if ctx.Err() != nil {
		t.result.Err = context.Cause(ctx)
	} else {
		t.result.Model, t.result.Err = fitter.Fit(ctx, t.y)
		if t.result.Err != nil {
			var none M
			t.result.Model = none
		}
	}
	finished = true
}

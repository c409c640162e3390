package cluster

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/rng"
	"github.com/clm-go/clm/internal/view"
)

const (
	// sampleBatches and sampleRows are the size of the sample: in batches, and at
	// least in rows for each cluster.
	sampleBatches = 3
	sampleRows    = 10
	// sampleIter is the largest number of iterations of the K-means of the sample.
	// More would only fit the sample better than the table.
	sampleIter = 10
	// deadRows is the number of rows for each cluster after which a cluster that
	// has none is moved.
	deadRows = 10
	// drawPiece is the piece of work of the random numbers that choose rows. The
	// starts of the K-means of the sample have the numbers from 0 on.
	drawPiece = 1 << 63
)

// batchFitting is one call of Fit: the completed configuration, the data and
// the state after some batches.
type batchFitting struct {
	MiniBatch
	op     string
	v      view.Rows
	weight []float64
	draws  *rowDraws
	told   *tally

	centers centers
	mass    []float64 // rows that each centre was given

	rows    []int // the batch, and where its rows are
	label   []int32
	dist    []float64
	readers []*rowReader // one for each readRows rows
	sum     []float64
	count   []int

	drawn  int64 // rows in all batches
	moved  int   // centres without rows that were moved
	report clm.Report
}

func newBatchFitting(c MiniBatch, op string, v view.Rows, weight []float64) (*batchFitting, error) {
	n, _ := v.Dims()
	c.BatchSize = min(c.BatchSize, n)
	f := &batchFitting{
		MiniBatch: c, op: op, v: v, weight: weight,
		draws: newRowDraws(rng.New(c.Seed, drawPiece), n, weight),
		told:  newTally(c.Progress, min(c.MaxIter, math.MaxInt-2)+2),
		rows:  make([]int, c.BatchSize), label: make([]int32, c.BatchSize), dist: make([]float64, c.BatchSize),
		mass: make([]float64, c.K), count: make([]int, c.K),
	}
	if math.IsInf(f.draws.total, 1) {
		return nil, fmt.Errorf("%s: weights add up to +Inf: %w", op, clm.ErrDiverged)
	}
	return f, nil
}

func (f *batchFitting) run(ctx context.Context, x, start mat.Matrix) (*KMeansModel, error) {
	var err error
	if start != nil {
		f.centers, err = givenCenters(f.op+": start", start)
	} else {
		err = f.sample(ctx, x)
	}
	if err != nil {
		return nil, err
	}
	f.sum = make([]float64, len(f.centers.at))
	f.centers.prepareFor(f.v)
	for lo := 0; lo < len(f.rows); lo += readRows {
		f.readers = append(f.readers, newRowReader(f.op, f.v, &f.centers, min(readRows, len(f.rows)-lo)))
	}
	if err := f.batches(ctx); err != nil {
		return nil, f.first(ctx, err)
	}
	return f.model(ctx)
}

// first returns the error of the first wrong value of the table, if err is that
// of another one that was drawn.
func (f *batchFitting) first(ctx context.Context, err error) error {
	if errors.Is(err, clm.ErrValue) {
		return inRange().Matrix(ctx, f.op, f.v, f.Workers)
	}
	return err
}

// sample makes the centres of a K-means of some rows.
func (f *batchFitting) sample(ctx context.Context, x mat.Matrix) error {
	weight := f.weight
	n, _ := f.v.Dims()
	if size := max(sampleBatches*f.BatchSize, min(sampleRows*f.K, n)); size < n {
		rows := make([]int, size)
		for i := range rows {
			rows[i] = f.draws.next()
		}
		slices.Sort(rows)
		var err error
		if x, err = f.pick(ctx, rows); err != nil {
			return f.first(ctx, err)
		}
		weight = nil
	} else if err := inRange().Matrix(ctx, f.op, f.v, f.Workers); err != nil {
		return err
	}
	m, err := KMeans{
		K: f.K, Init: f.Init, Starts: f.Starts, MaxIter: sampleIter, Seed: f.Seed, Workers: f.Workers,
	}.FitWeighted(ctx, x, weight)
	if err != nil {
		return fmt.Errorf("%s: the sample: %w", f.op, err)
	}
	f.centers = m.centers
	return nil
}

// pick copies rows of the table. It returns the cause of a context that ends.
func (f *batchFitting) pick(ctx context.Context, rows []int) (mat.Matrix, error) {
	_, d := f.v.Dims()
	if s := f.v.Sparse(); s != nil {
		ptr, col, val := make([]int, 1, len(rows)+1), []int32{}, []float64{}
		ones := true
		for k, i := range rows {
			if (k+1)%par.Block == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if err := inRange().Row(f.op, f.v, i, nil); err != nil {
				return nil, err
			}
			c, v := s.Row(i)
			col, val = append(col, c...), append(val, v...)
			ones = ones && v == nil
			ptr = append(ptr, len(col))
		}
		if ones {
			val = nil
		}
		return clm.NewSparse(len(rows), d, ptr, col, val)
	}
	x := mat.NewDense(len(rows), d, nil)
	buf := f.v.Buffer()
	for k, i := range rows {
		if (k+1)%pieceRows(d) == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		row := f.v.Row(i, buf)
		if err := inRange().Values(f.op, i, row); err != nil {
			return nil, err
		}
		x.SetRow(k, row)
	}
	return x, nil
}

// batches learns from one batch after the other until their inertia rests.
func (f *batchFitting) batches(ctx context.Context) error {
	r := &f.report
	r.Reason = fmt.Sprintf("stopped after %d batches", f.MaxIter)
	last, now := math.Inf(1), 0.0 // inertia of Patience batches, and of those since
	for !r.Converged && r.Iterations < f.MaxIter {
		inertia, err := f.batch(ctx)
		if err != nil {
			return err
		}
		r.Iterations++
		f.told.add(1)
		now += inertia
		if f.Patience > 0 && r.Iterations%f.Patience == 0 {
			if !(now < last) {
				r.Converged, r.Reason = true, "the inertia of the batches no longer fell"
			}
			last, now = now, 0
		}
	}
	return nil
}

// batch learns from one batch and returns the inertia that it had before.
func (f *batchFitting) batch(ctx context.Context) (inertia float64, err error) {
	c := &f.centers
	for i := range f.rows {
		if i%(1<<16) == 1<<16-1 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		f.rows[i] = f.draws.next()
	}
	c.prepareFor(f.v)
	workers := f.Workers
	if len(f.rows)*len(c.at) < 1<<18 {
		workers = 1 // done before a second goroutine has begun
	}
	err = par.For(ctx, len(f.rows), readRows, workers, func(b, lo, hi int) error {
		return f.readers[b].nearest(ctx, f.rows[lo:hi], f.label[lo:hi], f.dist[lo:hi])
	})
	if err != nil {
		return 0, err
	}
	clear(f.sum)
	clear(f.count)
	for b, r := range f.readers {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		lo := b * readRows
		r.add(f.label[lo:min(lo+readRows, len(f.label))], nil, f.sum)
	}
	for i, j := range f.label {
		f.count[j]++
		inertia += f.dist[i]
	}
	sparse := f.v.Sparse() != nil
	for j, n := range f.count {
		if n == 0 {
			continue
		}
		count := float64(n)
		f.mass[j] += count
		at, sum := c.center(j), f.sum[j*c.d:(j+1)*c.d]
		for i, s := range sum {
			if sparse {
				s -= float64(count * c.offset[i])
			}
			at[i] += (s - float64(count*at[i])) / f.mass[j]
		}
	}
	f.drawn += int64(len(f.rows))
	if f.drawn/int64(f.K) >= deadRows {
		f.revive()
	}
	return inertia, nil
}

// revive moves each centre that was never nearest to a row, in ascending order,
// to the row of the batch that is farthest from its own centre, the first one of
// several. A row stays if it is alone at its centre or lies on it.
func (f *batchFitting) revive() {
	if slices.Min(f.mass) > 0 {
		return
	}
	far := make([]int, 0, len(f.rows))
	for i, d := range f.dist {
		if d > 0 {
			far = append(far, i)
		}
	}
	slices.SortStableFunc(far, func(a, b int) int {
		switch {
		case f.dist[a] > f.dist[b]:
			return -1
		case f.dist[a] < f.dist[b]:
			return 1
		}
		return 0
	})
	row := make([]float64, f.centers.d)
	for j, m := range f.mass {
		if m > 0 {
			continue
		}
		for len(far) > 0 {
			i := far[0]
			far = far[1:]
			if f.count[f.label[i]] == 1 {
				continue
			}
			length := 0.0
			for k, x := range f.v.Row(f.rows[i], row) {
				row[k] = x - f.centers.offset[k]
				length += float64(row[k] * row[k])
			}
			// The mean of some thousand equal rows can be that far off.
			if f.dist[i] <= 1e-24*length {
				continue
			}
			f.count[f.label[i]]--
			copy(f.centers.center(j), row)
			f.moved++
			break
		}
	}
}

// model moves the centres to the means of all their rows, assigns all rows once
// more and makes the model.
func (f *batchFitting) model(ctx context.Context) (*KMeansModel, error) {
	f.centers.prepareFor(f.v)
	rows, err := f.centers.addUp(ctx, f.op, f.v, f.weight, f.Workers, nil)
	if err != nil {
		return nil, err
	}
	c, _, err := f.centers.toMeans(f.op, &rows)
	if err != nil {
		return nil, err
	}
	f.told.add(1)
	n, _ := f.v.Dims()
	label := make([]int32, n)
	c.prepareFor(f.v)
	if rows, err = c.addUp(ctx, f.op, f.v, f.weight, f.Workers, label); err != nil {
		return nil, err
	}
	if !rows.finite() {
		return nil, fmt.Errorf("%s: weighted sums overflow: %w", f.op, clm.ErrDiverged)
	}
	m := &KMeansModel{
		centers: centers{k: c.k, d: c.d, offset: slices.Clone(c.offset), at: c.at},
		sizes:   rows.sizes, label: label, report: f.report,
	}
	m.centers.uncentre()
	m.setMass(rows.mass)
	m.report.Objective = rows.inertia
	m.report.Notes = f.notes(rows.mass)
	f.told.add(f.told.total - f.told.done)
	return m, nil
}

func (f *batchFitting) notes(mass []float64) []string {
	var notes []string
	if f.moved > 0 {
		notes = append(notes, fmt.Sprintf("centres without rows moved to a far row: %d", f.moved))
	}
	empty := 0
	for _, m := range mass {
		if m == 0 {
			empty++
		}
	}
	if empty > 0 {
		notes = append(notes, fmt.Sprintf("clusters without rows: %d of %d", empty, f.K))
	}
	if !f.report.Converged {
		notes = append(notes, fmt.Sprintf("not converged in %d batches; a larger MaxIter may help", f.report.Iterations))
	}
	return notes
}

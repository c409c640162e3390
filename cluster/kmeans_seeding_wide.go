package cluster

import (
	"context"
	"sync"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
)

// wideRows are the rows of a table of many columns. They are laid out in blocks as
// they are needed, and most are not: by the triangle inequality a row x that is
// nearest to the centre a is not nearer to a candidate c if
//
//	4·‖x−a‖² ≤ ‖c−a‖²
//
// Source: C. Elkan, "Using the triangle inequality to accelerate k-means", ICML
// 2003, lemma 1.
type wideRows struct {
	seeds
	*rowTable
	workers int
	chosen  *centers
	nearest []int32   // of each row the nearest centre, but the newest
	reach   []float64 // of each centre the largest dist of rows that need no look
	scratch sync.Pool // of *wideTile
}

// wideTile is the workspace of one goroutine.
type wideTile struct {
	block   []float64 // vec.Block rows
	part    []float64 // the sums of a block
	skipped [seedTile]float64
	index   [seedTile + vec.Block]int32 // the rows that need a look, and the next ones
}

func newWideRows(s seeds, t *rowTable, k, workers int) *wideRows {
	w := &wideRows{seeds: s, rowTable: t, workers: workers, nearest: make([]int32, t.n), reach: make([]float64, k)}
	for a := range w.reach {
		w.reach[a] = -1
	}
	return w
}

func (t *wideRows) take(chosen *centers) {
	t.seeds.take(chosen)
	t.chosen = chosen
}

// consider finds how far each centre but the newest reaches: a quarter of the
// squared distance to the nearest one of the newest and the candidates. Squared
// distances are off by less than (d+4)·2⁻⁵³ of themselves, unless they are tiny; 16
// times that is taken off.
func (t *wideRows) consider(ctx context.Context, tried *centers) error {
	if err := t.seeds.consider(ctx, tried); err != nil || t.chosen == nil {
		return err
	}
	share := 0.25 * (1 - float64(t.d+4)*0x1p-49)
	group := max(1, 1<<18/((tried.k+1)*t.d))
	return par.For(ctx, t.chosen.k-1, group, t.workers, func(_, lo, hi int) error {
		for a := lo; a < hi; a++ {
			at := t.chosen.center(a)
			low := vec.SqDist(at, t.newest.at)
			for c := range tried.k {
				low = min(low, vec.SqDist(at, tried.center(c))) // NaN stays, and reaches nothing
			}
			t.reach[a] = share * low
			if low < 1e-280 {
				t.reach[a] = -1
			}
		}
		return nil
	})
}

func (t *wideRows) sumNearer(ctx context.Context, lo, hi int, sum, dist, weight []float64) error {
	w, _ := t.scratch.Get().(*wideTile)
	if w == nil {
		w = &wideTile{block: make([]float64, vec.Block*t.d), part: make([]float64, len(sum))}
	}
	defer t.scratch.Put(w)
	looked, skipped := 0, 0
	for i := lo; i < hi; i++ {
		far := t.isFar(i, dist[i])
		w.index[looked] = int32(i)
		w.skipped[skipped] = float64(weightOf(weight, i) * dist[i])
		looked += 1 - far
		skipped += far
	}
	rest := vec.Sum(w.skipped[:skipped])
	for c := range sum {
		sum[c] = rest
	}
	// Those of the next tile are fetched meanwhile.
	more := looked
	for i := hi; i < t.n && i%par.Block != 0 && more < looked+vec.Block && sum != nil; i++ {
		w.index[more] = int32(i)
		more += 1 - t.isFar(i, dist[i])
	}
	for at := 0; at < looked; at += vec.Block {
		to := min(at+vec.Block, looked)
		t.layOutRows(w.block, w.index[at:to], w.index[to:min(to+vec.Block, more)])
		if err := t.look(ctx, w, w.index[at:to], sum, dist, weight); err != nil {
			return err
		}
	}
	return nil
}

// layOutRows writes rows into a block. Those in next are wanted soon.
func (t *wideRows) layOutRows(block []float64, rows, next []int32) {
	if t.x != nil {
		vec.FillBlock(block, t.x, rows, next, t.d)
		return
	}
	p := t.tile()
	for k, i := range rows {
		put(block, k, t.at(int(i), p.buf[0]))
	}
	t.rowTable.scratch.Put(p)
}

// isFar returns 1 if no candidate is nearer to row i than dist, and else 0.
func (t *wideRows) isFar(i int, dist float64) int {
	if dist <= t.reach[t.nearest[i]] {
		return 1
	}
	return 0
}

// look is sumNearer for the rows that stand in the block of w.
func (t *wideRows) look(ctx context.Context, w *wideTile, rows []int32, sum, dist, weight []float64) error {
	var nears, weights [vec.Block]float64
	near := nears[:len(rows)]
	for i, row := range rows {
		near[i] = dist[row]
	}
	var own []float64
	if weight != nil {
		own = weights[:len(rows)]
		for i, row := range rows {
			own[i] = weight[row]
		}
	}
	w.part = append(w.part[:0], sum...)
	// Some candidates at once, with about a million products before the context is
	// looked at.
	group := max(1, 1<<20/(vec.Block*t.d))
	newest := t.newest.at
	for from := 0; from == 0 || from < len(sum); from += group {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		to := min(from+group, len(sum))
		vec.SumNearer(w.part[from:to], near, own, w.block, newest, t.tried.at[from*t.d:to*t.d], t.d)
		newest = nil
	}
	vec.Add(sum, w.part)
	for i, row := range rows {
		if near[i] < dist[row] {
			dist[row], t.nearest[row] = near[i], int32(t.chosen.k-1)
		}
	}
	return nil
}

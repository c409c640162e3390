package cluster

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/cpu"
	"github.com/clm-go/clm/internal/view"
)

const (
	// stepsBetweenLooks is about how many differences are computed between two
	// looks at the context.
	stepsBetweenLooks = 1 << 22

	// countAtOnce is how many rows are compared before a look at whether that
	// was enough.
	countAtOnce = 512

	// runsPerRow is how many runs of cells may be visited for each row on
	// average; else the tree is faster.
	runsPerRow = 16

	// indexColumns is the largest number of columns for which a model looks
	// for rows in cells.
	indexColumns = 3
)

// dbscanFit is one fit on its way.
type dbscanFit struct {
	DBSCAN
	op     string // for errors
	ball   ball
	reach  float64   // limit of boxes that may hold neighbours
	whole  float64   // limit of boxes that hold nothing else
	weight []float64 // nil: ones
	told   *tally
	rows   rawRows
	low    []float64 // of each column
	high   []float64
	n, d   int
	label  []int32
	core   []bool // by row
	index  coreIndex
	count  int // of clusters
}

func newDBSCANFit(c DBSCAN, n, d int) *dbscanFit {
	b := newBall(c.Metric, c.Eps)
	return &dbscanFit{
		DBSCAN: c, ball: b, reach: b.limit, whole: b.limit, told: newTally(c.Progress, 3*n),
		n: n, d: d, label: make([]int32, n), core: make([]bool, n),
	}
}

func (f *dbscanFit) run(ctx context.Context) (*DBSCANModel, error) {
	var err error
	switch f.ball.form {
	case formSquares:
		err = f.byCells(ctx)
	case formOther:
		if _, ok := f.ball.metric.(Cosine); ok && cpu.AVX2 && f.d <= mostTileColumns {
			err = f.byDirections(ctx)
			break
		}
		err = f.byPairs(ctx)
	default:
		err = f.byTree(ctx)
	}
	if err != nil {
		return nil, err
	}
	return f.model(), nil
}

// byCells does the fit in cells, or in a tree if that is the better way.
func (f *dbscanFit) byCells(ctx context.Context) error {
	g := newLattice(f.low, f.high, f.ball.limit)
	if g == nil {
		return f.byTree(ctx)
	}
	c, err := newCells(ctx, f.rows, g, f.Workers)
	if err != nil {
		return err
	}
	if int64(len(c.keys))*int64(len(c.runs)) > runsPerRow*int64(f.n) {
		return f.byTree(ctx)
	}
	core := make([]bool, f.n)
	if err := c.mark(ctx, f, core); err != nil {
		return err
	}
	only, err := c.only(ctx, f.Workers, core)
	if err != nil {
		return err
	}
	cores, count, err := only.join(ctx, f)
	if err != nil {
		return err
	}
	f.count = count
	f.told.add(f.n - cores.n)
	if err := c.label(ctx, f, core, cores); err != nil {
		return err
	}
	if f.d <= indexColumns || cores.n == 0 {
		f.index = coreIndex{cells: cores}
		return nil
	}
	number := f.numbers()
	t, err := newTreeCores(ctx, f.rows.pick(number), f.ball, f.Workers)
	if err != nil {
		return err
	}
	for p, i := range t.row {
		t.cluster[p] = f.label[number[i]]
	}
	t.fill()
	f.index = coreIndex{tree: t}
	return nil
}

// numbers returns the core rows, ascending.
func (f *dbscanFit) numbers() []int32 {
	var number []int32
	for i, is := range f.core {
		if is {
			number = append(number, int32(i))
		}
	}
	return number
}

// byTree does the fit in a tree.
func (f *dbscanFit) byTree(ctx context.Context) error {
	var fr *frame
	if f.ball.form == formSquares && tiled(f.d) {
		var err error
		if fr, err = newFrame(ctx, f.rows, 0); err != nil {
			return err
		}
	}
	k, _, err := f.inTree(ctx, f.rows, fr, nil)
	if k != nil {
		f.index = coreIndex{tree: k}
	}
	return err
}

// byDirections does the fit in a tree of directions.
func (f *dbscanFit) byDirections(ctx context.Context) error {
	dirs, points, err := newDirections(ctx, f.rows, f.ball.limit, f.Workers)
	switch {
	case err != nil:
		return err
	case dirs == nil:
		return f.byPairs(ctx)
	}
	f.reach, f.whole = dirs.reach(f.ball.limit), -1
	fr, err := newFrame(ctx, points, dirs.off())
	if err != nil {
		return err
	}
	k, number, err := f.inTree(ctx, points, fr, dirs)
	if err != nil || k == nil {
		return err
	}
	cluster := make([]int32, k.n)
	for p, i := range k.row {
		cluster[i] = k.cluster[p]
	}
	f.index = coreIndex{pairs: newPairCores(f.rows.pick(number), f.ball, cluster)}
	return nil
}

// inTree does the fit in a tree of rows, in tiles if there is a frame. It returns the
// core rows, nil if there are none, and their numbers.
func (f *dbscanFit) inTree(ctx context.Context, rows rawRows, fr *frame, dirs *directions) (*treeCores, []int32, error) {
	t, err := newKDTree(ctx, rows, f.treeForm(), f.Workers)
	if err != nil {
		return nil, nil, err
	}
	var tiles, coreTiles *leafTiles
	if fr != nil {
		if tiles, err = newLeafTiles(ctx, fr, t, dirs, f.Workers); err != nil {
			return nil, nil, err
		}
	}
	core := make([]bool, f.n)
	if err := t.mark(ctx, f, tiles, core); err != nil {
		return nil, nil, err
	}
	for p, is := range core {
		f.core[t.row[p]] = is
	}
	number := f.numbers()
	if len(number) == 0 {
		f.noCore()
		return nil, nil, nil
	}
	k, err := newTreeCores(ctx, rows.pick(number), ball{form: t.form, limit: f.reach}, f.Workers)
	if err != nil {
		return nil, nil, err
	}
	if fr != nil {
		if dirs != nil {
			dirs = dirs.pick(f.rows.pick(number), number)
		}
		if coreTiles, err = newLeafTiles(ctx, fr, k.kdTree, dirs, f.Workers); err != nil {
			return nil, nil, err
		}
	}
	if k.cluster, f.count, err = k.join(ctx, f, coreTiles, number); err != nil {
		return nil, nil, err
	}
	f.told.add(f.n - k.n)
	k.fill()
	for p, i := range k.row {
		f.label[number[i]] = k.cluster[p]
	}
	// In the order of the tree, so that rows that follow each other walk the
	// same way.
	return k, number, t.leafBlocks(ctx, f.Workers, func(lo, hi int) error {
		if fr != nil {
			err := k.labelTiles(ctx, f, tiles, coreTiles, core, lo, hi)
			f.told.add(min(hi*leafRows, f.n) - lo*leafRows)
			return err
		}
		q := make([]float64, f.d)
		for p := lo * leafRows; p < min(hi*leafRows, f.n); p++ {
			if !core[p] {
				t.at(p, q)
				f.label[t.row[p]] = k.lowest(q)
			}
		}
		f.told.add(min(hi*leafRows, f.n) - lo*leafRows)
		return nil
	})
}

// treeForm is the form of the tree of a fit.
func (f *dbscanFit) treeForm() form {
	if f.ball.form == formOther {
		return formSquares
	}
	return f.ball.form
}

// noCore ends a fit in which every row is noise.
func (f *dbscanFit) noCore() {
	for i := range f.label {
		f.label[i] = -1
	}
	f.told.add(2 * f.n)
}

// model makes the model of a fit that has ended.
func (f *dbscanFit) model() *DBSCANModel {
	m := &DBSCANModel{
		eps: f.Eps, minPoints: f.MinPoints, ball: f.ball, d: f.d,
		index: f.index, sizes: make([]int, f.count), label: f.label, core: f.core,
	}
	noise, cores := 0, 0
	for i, l := range f.label {
		if l < 0 {
			noise++
		} else {
			m.sizes[l]++
		}
		if f.core[i] {
			cores++
		}
	}
	share := float64(noise) / float64(f.n)
	m.report = clm.Report{Iterations: 1, Converged: true, Objective: share, Reason: "every row has its cluster or is noise"}
	switch {
	case cores == 0:
		m.report.Notes = append(m.report.Notes, fmt.Sprintf("no row has %d neighbours within %v, so all rows are noise; a larger Eps or a smaller MinPoints gives clusters", f.MinPoints, f.Eps))
	case share > 0.5:
		m.report.Notes = append(m.report.Notes, fmt.Sprintf("noise: %d of %d rows; a larger Eps or a smaller MinPoints gives less", noise, f.n))
	case f.count == 1 && f.n > 1:
		m.report.Notes = append(m.report.Notes, "one cluster holds all rows that are not noise; a smaller Eps may part it")
	}
	return m
}

// checkRows asks for a row and a column.
func checkRows(op string, x mat.Matrix) (view.Rows, error) {
	v := view.Of(x)
	n, d := v.Dims()
	switch {
	case n == 0:
		return v, fmt.Errorf("%s: 0 rows, want at least 1: %w", op, clm.ErrTooFew)
	case d == 0:
		return v, &clm.ShapeError{Op: op, Got: "0 columns", Want: "at least 1 column"}
	case n > maxRows:
		return v, &clm.LimitError{Op: op, Limit: maxRows, What: "rows"}
	}
	return v, nil
}

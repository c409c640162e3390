package modeltest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/view"
)

// fault is what is broken in the toys at the moment; "" is nothing.
var fault string

func broken(name string) bool { return fault == name }

// junction is a word of a toy's configuration.
type junction string

// means is a sound configuration, but for the fault: its model is the columns'
// means.
type means struct {
	Need     int
	Shift    float64
	Join     junction
	Extra    []int
	Name     string
	Seed     uint64
	Workers  int
	Progress func(done, total int) `json:"-"`
	hidden   float64
}

type meansModel struct {
	mean   []float64
	report clm.Report
	column int // that Side looks at

	row    []float64 // of the data
	bytes  []byte    // that it was loaded from
	asked  atomic.Int64
	inside atomic.Int64
}

func (c means) Fit(ctx context.Context, x mat.Matrix) (*meansModel, error) {
	return c.FitWeighted(ctx, x, nil)
}

func (c means) check() error {
	if c.Need < 0 || c.Need == 0 && !broken("needs nothing") {
		return &clm.ConfigError{Type: "modeltest.means", Field: "Need", Value: c.Need, Want: "at least 1"}
	}
	if !broken("takes a NaN") {
		if err := check.Float("modeltest.means", "Shift", c.Shift, 0, 10); err != nil {
			return err
		}
	} else if c.Shift < 0 {
		return &clm.ConfigError{Type: "modeltest.means", Field: "shift", Value: c.Shift, Want: "0 to 10"}
	}
	if c.Workers < 0 && !broken("takes any number of workers") {
		return &clm.ConfigError{Type: "modeltest.means", Field: "Workers", Value: c.Workers, Want: "at least 0"}
	}
	if broken("takes any word") {
		return nil
	}
	if err := check.OneOf("modeltest.means", "Join", c.Join, "", "inner"); err != nil {
		if broken("names no field") {
			return errors.New("modeltest.means: bad word")
		}
		return err
	}
	return nil
}

func (c means) FitWeighted(ctx context.Context, x mat.Matrix, weight []float64) (*meansModel, error) {
	const op = "modeltest.means.Fit"
	if _, ours := ctx.(*counter); broken("ignores an ended context") && !ours && ctx.Err() != nil {
		ctx = context.Background()
	}
	if broken("looks at the start only") {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		ctx = context.Background()
	}
	if err := c.check(); err != nil {
		if broken("leaves a model with the error") && c.Need > 0 {
			return &meansModel{}, err
		}
		return nil, err
	}
	v := view.Of(x)
	n, cols := v.Dims()
	if n == 0 && broken("gives a model for nothing") {
		return &meansModel{mean: make([]float64, cols)}, nil
	}
	if n == 0 || cols == 0 {
		return nil, fmt.Errorf("%s: no rows or columns: %w", op, clm.ErrTooFew)
	}
	if n == 1 && broken("panics for one row") {
		panic("index out of range")
	}
	if err := finite(op, x); err != nil {
		return nil, err
	}
	if !(broken("takes negative weights")) {
		if err := check.Weights(op, weight, n); err != nil {
			return nil, err
		}
	}
	if weight == nil && broken("has no default weight") {
		weight = make([]float64, n)
		for i := range weight {
			weight[i] = 1 + 1e-3*float64(i)
		}
	}
	if broken("ignores weights") {
		weight = nil
	}
	if broken("leaves a goroutine") {
		go func() { time.Sleep(4 * time.Second) }()
	}
	m := &meansModel{mean: make([]float64, cols)}
	sums := make([][]float64, n)
	late := ctx
	if broken("goes on after the end") {
		late = context.WithoutCancel(ctx)
	}
	var mu sync.Mutex
	done := 0
	err := par.For(late, n, 1, c.Workers, func(block, lo, hi int) error {
		if broken("goes on after the end") {
			_ = ctx.Err()
		}
		row := v.Row(lo, v.Buffer())
		sums[block] = make([]float64, cols)
		for j, r := range row {
			if math.Abs(r) > 1e250 && broken("panics for huge values") {
				panic("overflow")
			}
			if math.Abs(r) > 1e250 && broken("has an odd error for huge values") {
				return errors.New("overflow")
			}
			if math.Abs(r) > 1e100 && !broken("takes large values") {
				return &clm.ValueError{Op: op, Row: lo, Col: j, Value: r, Want: "at most 1e100"}
			}
			w := 1.0
			if weight != nil {
				w = weight[lo]
			}
			sums[block][j] = w * r
		}
		if broken("has overlapping progress") && c.Progress != nil {
			var wg sync.WaitGroup
			for range 2 {
				wg.Go(func() { c.Progress(n, n) })
			}
			wg.Wait()
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		done++
		if c.Progress != nil {
			c.tell(done, n)
		}
		return nil
	})
	if err == nil && late != ctx && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	total := 0.0
	for i := range n {
		if weight == nil {
			total++
		} else {
			total += weight[i]
		}
		for j := range m.mean {
			m.mean[j] += sums[i][j]
		}
	}
	for j := range m.mean {
		m.mean[j] = m.mean[j]/total + c.Shift + c.hidden + 1e-3*rand.New(rand.NewPCG(c.Seed, 1)).Float64()
	}
	for _, e := range c.Extra {
		m.mean[0] += float64(e)
	}
	m.report = clm.Report{Iterations: 1, Converged: true, Objective: m.mean[0], Reason: "one pass", Notes: []string{"a note", "and another"}}
	return m, c.spoil(m, x)
}

// spoil brings in the faults of a fit that has come to its end.
func (c means) spoil(m *meansModel, x mat.Matrix) error {
	add := func(fault string, when bool) {
		if broken(fault) && when {
			m.mean[0] += 1e-9
		}
	}
	dense, isDense := x.(*mat.Dense)
	_, isSparse := x.(*clm.Sparse)
	_, isForeign := x.(foreign)
	n, _ := x.Dims()
	add("differs with 3 processors", runtime.GOMAXPROCS(0) == 3)
	add("differs with 7 workers", c.Workers == 7 && n <= par.Block)
	add("differs with 7 workers on many rows", c.Workers == 7 && n > par.Block)
	add("differs when watched", c.Progress != nil)
	add("looks at the CPU", strings.Contains(os.Getenv("GODEBUG"), "cpu.all=off"))
	add("learns otherwise from a slice", isDense && dense.RawMatrix().Stride != dense.RawMatrix().Cols)
	add("learns otherwise from a foreign matrix", isForeign)
	add("learns otherwise from a Sparse", isSparse)
	if broken("fails for a seed") && c.Seed == math.MaxUint64 {
		return errors.New("seed too large")
	}
	if broken("writes into the data") && isDense && dense.At(0, 0) == 0 {
		dense.Set(0, 0, math.Copysign(0, -1))
	}
	if broken("writes into the configuration") && len(c.Extra) > 1 {
		c.Extra[0], c.Extra[1] = c.Extra[1], c.Extra[0]
	}
	if broken("keeps a row of the data") && isDense {
		m.row = dense.RawRowView(0)
	}
	return nil
}

func (c means) tell(done, total int) {
	switch {
	case broken("has falling progress") && done == 2:
		c.Progress(0, total)
	case broken("never ends its progress") && done == total:
	case broken("has no progress"):
	case broken("overdoes its progress") && done == 2:
		c.Progress(total+1, total)
	default:
		c.Progress(done, total)
	}
}

// finite refuses what is not a number.
func finite(op string, x mat.Matrix) error {
	err := check.Finite(op, x)
	if err == nil {
		return nil
	}
	var e *clm.ValueError
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case math.IsNaN(e.Value) && broken("takes NaN"), math.IsInf(e.Value, 0) && broken("takes infinities"):
		return nil
	case math.IsNaN(e.Value) && broken("misplaces NaN"):
		e.Col++
	case math.IsInf(e.Value, 0) && broken("misplaces infinities"):
		e.Row++
	case math.IsInf(e.Value, 0) && broken("panics for infinities"):
		panic("infinite")
	}
	return err
}

func (m *meansModel) Report() clm.Report {
	if broken("lends its notes") {
		return m.report
	}
	return report.Clone(m.report)
}

const toyKind = "modeltest.meansModel"

func (m *meansModel) MarshalBinary() ([]byte, error) {
	if broken("lends its bytes") && m.bytes != nil {
		return m.bytes, nil
	}
	b, err := m.AppendBinary(nil)
	if broken("lends its bytes") {
		m.bytes = b
	}
	return b, err
}

func (m *meansModel) AppendBinary(dst []byte) ([]byte, error) {
	if broken("drops the prefix") {
		dst = nil
	}
	w := codec.NewWriter(dst, toyKind, 1)
	mean := append([]float64(nil), m.mean...)
	if len(mean) > 0 && broken("rounds in its file") {
		mean[0] = float64(float32(mean[0]))
	}
	if len(mean) > 0 && broken("counts questions") && m.asked.Load() > 3 {
		mean[0]++
	}
	w.Float64s(mean)
	r := m.report
	if broken("loses its notes") {
		r.Notes = nil
	}
	report.Put(w, r)
	w.Int(m.column)
	return w.Finish(), nil
}

func (m *meansModel) UnmarshalBinary(data []byte) error {
	if m.mean != nil && !broken("loads twice") {
		panic("modeltest.meansModel.UnmarshalBinary: the receiver is not a zero model")
	}
	if broken("ignores the checksum") {
		data = Repair(data)
	}
	newest := uint16(1)
	if broken("reads any version") {
		newest = math.MaxUint16
	}
	r, err := codec.NewReader(data, toyKind, newest)
	if err != nil {
		if broken("leaves something") && len(data) < 20 {
			m.row = []float64{1}
		}
		if broken("has its own error") && len(data) < 20 {
			return errors.New("too short")
		}
		if broken("panics for a short file") && len(data) < 20 {
			panic("index out of range")
		}
		if broken("hides the version") {
			return fmt.Errorf("some version: %w", clm.ErrFormat)
		}
		return err
	}
	if at := bodyAt(data); broken("trusts a length") && len(data) >= at+8 {
		if n := binary.LittleEndian.Uint64(data[at:]); n <= 1<<20 {
			waste(n)
		}
	}
	mean := r.Float64s()
	rep := report.Get(r)
	column := r.Int()
	if (column < 0 || column >= len(mean)) && !broken("trusts an index") {
		r.Fail("column %d of %d", column, len(mean))
	}
	if err := r.Close(); err != nil {
		return err
	}
	m.mean, m.report, m.column = mean, rep, column
	if broken("keeps the bytes") {
		m.bytes = data
	}
	return nil
}

// begin is what happens at the start of every question.
func (m *meansModel) begin(cols int) error {
	if m.mean == nil {
		if broken("answers unfitted") {
			return errors.New("not fitted")
		}
		panic("modeltest.meansModel: not fitted")
	}
	want := len(m.mean)
	if broken("takes fewer columns") {
		want = min(want, cols)
	}
	return check.Columns("modeltest.meansModel.Ask", cols, want)
}

// distance is the squared distance of row i from the means.
func (m *meansModel) distance(x mat.Matrix, i int) float64 {
	d := 0.0
	for j, mean := range m.mean {
		e := x.At(i, j) - mean
		d += float64(e * e)
	}
	return d + m.remembers()
}

// remembers tells whether memory that the model should not refer to has
// changed.
func (m *meansModel) remembers() float64 {
	if m.row != nil && m.row[0] == -1e300 || m.bytes != nil && m.bytes[0] == 0xA5 {
		return 1
	}
	return 0
}

var (
	sink      atomic.Pointer[[]float64]
	elsewhere [8 * par.Block]float64
)

// waste allocates n numbers.
func waste[N int | uint64](n N) {
	s := make([]float64, n)
	sink.Store(&s)
}

func (m *meansModel) Predict(dst []float64, x mat.Matrix) ([]float64, error) {
	n, cols := x.Dims()
	if err := m.begin(cols); err != nil {
		return nil, err
	}
	if err := finite("modeltest.meansModel.Predict", x); err != nil {
		return nil, err
	}
	out := dst
	if !broken("takes any dst") || len(dst) == 0 {
		out = check.Dst("modeltest.meansModel.Predict", dst, n)
	}
	if broken("makes its own dst") && dst != nil {
		out = elsewhere[:n]
	}
	if m.asked.Add(1); broken("shares its scratch") {
		m.inside.Add(1)
		for range 1000 {
			runtime.Gosched()
		}
		defer m.inside.Add(-1)
	}
	if broken("allocates") || broken("allocates with two processors") && runtime.GOMAXPROCS(0) > 1 {
		waste(10)
	}
	_, isForeign := x.(foreign)
	_, isSparse := x.(*clm.Sparse)
	for i := range n {
		if i >= len(out) {
			break
		}
		d := m.distance(x, i)
		switch {
		case broken("answers otherwise at once") && n > 1,
			broken("answers otherwise in the second block") && i >= par.Block,
			broken("answers otherwise for a foreign matrix") && isForeign,
			broken("answers otherwise for a Sparse") && isSparse,
			broken("shares its scratch") && m.inside.Load() > 1:
			d += 1e-9
		}
		if broken("answers with NaN") {
			d += (d - d) * 0
		}
		if broken("adds to dst") {
			d += out[i]
		}
		out[i] = d
		if n > par.Block && broken("allocates for each row") {
			waste(3)
		}
	}
	return out, nil
}

func (m *meansModel) PredictRow(row []float64) (float64, error) {
	if err := m.begin(len(row)); err != nil {
		return 0, err
	}
	if err := finiteRow("modeltest.meansModel.PredictRow", row); err != nil {
		return 0, err
	}
	d := 0.0
	for j, mean := range m.mean {
		e := row[j] - mean
		d += float64(e * e)
	}
	return d + m.remembers(), nil
}

// Side tells on which side of the mean one column lies.
func (m *meansModel) Side(dst []int, x mat.Matrix) ([]int, error) {
	n, cols := x.Dims()
	if err := m.begin(cols); err != nil {
		return nil, err
	}
	if err := finite("modeltest.meansModel.Side", x); err != nil {
		return nil, err
	}
	dst = check.Dst("modeltest.meansModel.Side", dst, n)
	for i := range dst {
		dst[i] = 0
		if x.At(i, m.column) > m.mean[m.column] {
			dst[i] = 1
		}
	}
	return dst, nil
}

// Transform takes the means away.
func (m *meansModel) Transform(dst *mat.Dense, x mat.Matrix) error {
	n, cols := x.Dims()
	if err := m.begin(cols); err != nil {
		return err
	}
	if err := finite("modeltest.meansModel.Transform", x); err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	if dst.IsEmpty() {
		dst.ReuseAs(n, cols)
	}
	if r, c := dst.Dims(); r != n || c != cols {
		panic(fmt.Sprintf("modeltest.meansModel.Transform: dst is %d×%d, want %d×%d", r, c, n, cols))
	}
	for i := range n {
		for j := range cols {
			dst.Set(i, j, x.At(i, j)-m.mean[j])
		}
	}
	return nil
}

func (m *meansModel) TransformRow(dst, row []float64) ([]float64, error) {
	if err := m.begin(len(row)); err != nil {
		return nil, err
	}
	if err := finiteRow("modeltest.meansModel.TransformRow", row); err != nil {
		return nil, err
	}
	dst = check.Dst("modeltest.meansModel.TransformRow", dst, len(row))
	for j, v := range row {
		dst[j] = v - m.mean[j]
	}
	return dst, nil
}

func finiteRow(op string, row []float64) error {
	for _, v := range row {
		if v-v != 0 {
			return finite(op, rowMatrix(row))
		}
	}
	return nil
}

// rowMatrix is a row as a matrix.
func rowMatrix(row []float64) *mat.Dense { return mat.NewDense(1, len(row), row) }

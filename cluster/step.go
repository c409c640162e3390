package cluster

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// Step is one iteration of K-means over a table that lies in pieces: on
// several machines, in files, or in a stream that is read again for each
// iteration. It holds the centres of the iteration, and for each of them the
// sums over the rows that are nearest to it; never a row. Where all rows are in
// memory, take [KMeans].
//
//	m, err := cluster.KMeans{K: 5}.Fit(ctx, sample) // or cluster.NewStep(start)
//	step := m.Step()
//	for {
//		... err = step.Add(ctx, piece) ...      // each piece of the table
//		next, shift, err := step.Solve()
//		if shift <= tolerance {
//			break
//		}
//		step = next
//	}
//	m, err = step.Model()
//
// A good start is worth much: take a K-means of a sample of the rows, as above,
// rather than some rows. The tolerance is in squared units of the columns; that
// of KMeans is 1e-4 times the mean variance of the columns. Ask for the Model of
// a step whose rows were added: the next one, which Solve returns, has none.
//
// Where the pieces are on other machines, send each of them the step before any
// row is added ([Step.MarshalBinary]), let it Add its rows, and [Step.Merge] what
// comes back into the step here. Steps that are made from the same centres in the
// same way belong together.
//
// Rows are assigned as [KMeansModel.Predict] does. The steps of a table in any
// pieces are the iterations of [KMeans.FitFrom], to about 13 digits of the
// distances between rows: sums in another order round otherwise. The same
// pieces in the same order give the same bits. Sums are kept as distances from
// the mean of the first centres, so columns far from 0 lose nothing if those
// centres are among the rows. A centre without rows stays where it is, and
// [Step.Empty] reports it; FitFrom would move it to a far row instead.
//
// A Step may not be used by several goroutines at once; Add uses GOMAXPROCS
// goroutines itself, whose number does not change the result. A zero Step is
// there to be filled by UnmarshalBinary and panics when it is asked anything
// else. Memory: O(K·d).
//
// Source: S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions
// on Information Theory 28 (1982), DOI 10.1109/TIT.1982.1056489; for sums in
// pieces C.-T. Chu et al., "Map-Reduce for machine learning on multicore",
// Advances in Neural Information Processing Systems 19 (2006).
type Step struct {
	centers centers
	before  int // steps before this one
	sums    sums
}

// NewStep returns a step with the given centres, one in each row, and no rows
// added. At least one row and one column are needed.
//
// It returns a [clm.ShapeError] for centres without rows or columns, a
// [clm.ValueError] for a number that is NaN, infinite or beyond ±1e140, and a
// [clm.LimitError] for more than 2³¹−1 numbers.
func NewStep(centers mat.Matrix) (*Step, error) {
	const op = "cluster.NewStep"
	c, err := givenCenters(op, centers)
	if err != nil {
		return nil, err
	}
	return newStep(c, 0), nil
}

// givenCenters returns the centres that stand in the rows of x, with their
// mean as the offset.
func givenCenters(op string, x mat.Matrix) (centers, error) {
	v := view.Of(x)
	k, d := v.Dims()
	if k == 0 || d == 0 {
		return centers{}, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d×%d", k, d), Want: "at least one centre of one column"}
	}
	if k > math.MaxInt32/d {
		return centers{}, &clm.LimitError{Op: op, Limit: math.MaxInt32, What: "numbers in the centres"}
	}
	if err := inRange().Matrix(context.Background(), op, v, 1); err != nil {
		return centers{}, err
	}
	c := centers{k: k, d: d, offset: make([]float64, d), at: make([]float64, k*d)}
	buf := v.Buffer()
	for j := range k {
		copy(c.center(j), v.Row(j, buf))
		for i, x := range c.center(j) {
			c.offset[i] += x / float64(k)
		}
	}
	for j := range k {
		for i, o := range c.offset {
			c.at[j*d+i] -= o
		}
	}
	return c, nil
}

// Step returns a step with the centres of m and no rows added: to go on with the
// iterations of a fit over pieces, or to see how well m fits other rows, as the
// mean squared distance step.Inertia() / float64(step.Rows()).
func (m *KMeansModel) Step() *Step {
	m.fitted()
	return newStep(centers{
		k: m.centers.k, d: m.centers.d,
		offset: slices.Clone(m.centers.offset), at: slices.Clone(m.centers.at),
	}, 0)
}

func newStep(c centers, before int) *Step {
	c.uncentre()
	return &Step{centers: c, before: before, sums: newSums(c.k, c.d)}
}

// made panics for a zero step.
func (s *Step) made() {
	if s.centers.k == 0 {
		panic("cluster.Step: it has no centres")
	}
}

// Add assigns each row of x to its nearest centre, the lowest one where several
// are equally near, and adds the rows up. Nothing of x is kept.
//
// It returns a [clm.ShapeError] for another number of columns than the centres
// have, a [clm.ValueError] with the place in x of the first value that is NaN,
// infinite or beyond ±1e140, and the cause of the context when that ends first.
// After an error the step is as it was before.
//
// Time: O(n·K·d), for a Sparse with its entries instead of n·d.
func (s *Step) Add(ctx context.Context, x mat.Matrix) error {
	return s.add(ctx, "cluster.Step.Add", x, nil)
}

// AddWeighted is Add with a weight for each row, a finite number of at least 0.
// A row of weight 2 counts like two equal rows; one of weight 0 counts in Sizes and
// nothing else. A nil weight means all ones.
//
// Its errors are those of Add, and a [clm.ShapeError] for a wrong number of
// weights, a [clm.ValueError] for a weight that is negative, NaN or infinite,
// and an error that wraps [clm.ErrDiverged] for weights so large that sums
// overflow.
func (s *Step) AddWeighted(ctx context.Context, x mat.Matrix, weight []float64) error {
	return s.add(ctx, "cluster.Step.AddWeighted", x, weight)
}

func (s *Step) add(ctx context.Context, op string, x mat.Matrix, weight []float64) error {
	s.made()
	v := view.Of(x)
	n, d := v.Dims()
	if err := check.Columns(op, d, s.centers.d); err != nil {
		return err
	}
	if err := check.Weights(op, weight, n); err != nil {
		return err
	}
	if v.Sparse() == nil && s.centers.products == nil {
		s.centers.prepareFor(v)
	}
	rows, err := s.centers.addUp(ctx, op, v, weight, 0, nil)
	if err != nil {
		return err
	}
	return s.merge(op, &rows)
}

// Merge adds the rows that were added to other, which stays as it is.
//
// It returns a [clm.ShapeError] if the centres of the two are not the same to the
// bit, a [clm.LimitError] for more rows together than an int can count, and
// an error that wraps [clm.ErrDiverged] if sums overflow. After an error the step is
// as it was before.
func (s *Step) Merge(other *Step) error {
	const op = "cluster.Step.Merge"
	s.made()
	other.made()
	a, b := &s.centers, &other.centers
	if a.k != b.k || a.d != b.d {
		return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d centres of %d columns", b.k, b.d), Want: fmt.Sprintf("%d of %d", a.k, a.d)}
	}
	if !slices.Equal(a.offset, b.offset) || !slices.Equal(a.at, b.at) {
		return &clm.ShapeError{Op: op, Got: "steps with other centres", Want: "the same centres in both, to the bit"}
	}
	return s.merge(op, &other.sums)
}

func (s *Step) merge(op string, rows *sums) error {
	all := newSums(s.centers.k, s.centers.d)
	all.merge(&s.sums)
	all.merge(rows)
	if total(rows.sizes) > math.MaxInt-s.Rows() {
		return &clm.LimitError{Op: op, Limit: math.MaxInt, What: "rows"}
	}
	if !all.finite() {
		return fmt.Errorf("%s: weighted sums overflow: %w", op, clm.ErrDiverged)
	}
	s.sums = all
	return nil
}

// Solve returns the next step, whose centres are the weighted means of the rows
// of each centre of this one and which has no rows yet, and the sum of the squared
// distances from the old centres to the new. A centre without rows stays where it
// is, and so does this step. Where shift is 0, the centres are a fixed point of
// the iteration.
//
// It returns an error that wraps [clm.ErrDiverged] if a mean is beyond ±1e140,
// which only rounding and sums from a file of unknown origin can bring about.
//
// Time: O(K·d).
func (s *Step) Solve() (next *Step, shift float64, err error) {
	s.made()
	to, shift, err := s.centers.toMeans("cluster.Step.Solve", &s.sums)
	if err != nil {
		return nil, 0, err
	}
	return newStep(to, s.before+1), shift, nil
}

// toMeans returns the centres moved to the means of their rows, and the sum of
// the squared distances. A centre without rows stays where it is.
func (c *centers) toMeans(op string, rows *sums) (to centers, shift float64, err error) {
	to = centers{k: c.k, d: c.d, offset: c.offset, at: slices.Clone(c.at)}
	for j, m := range rows.mass {
		if m == 0 {
			continue
		}
		at, sum := to.center(j), rows.sum[j*c.d:(j+1)*c.d]
		for i, old := range at {
			at[i] = sum[i] / m
			t := at[i] - old
			shift += float64(t * t)
			if !(math.Abs(at[i]) <= 2*hugest) {
				return centers{}, 0, fmt.Errorf("%s: centre %d at %v in column %d: %w", op, j, at[i]+to.offset[i], i, clm.ErrDiverged)
			}
		}
	}
	return to, shift, nil
}

// Model returns the centres of this step as a model, with the sizes and the
// inertia of the rows that were added: what [KMeans.FitFrom] returns, but for
// Labels, which are nil. Its report counts the steps up to this one as
// iterations. It is Converged if the centres are the means of their rows, so
// that Solve leaves them where they are; if not, a note says how far Solve would
// move them.
//
// It returns an error that wraps [clm.ErrTooFew] if no row of positive weight was
// added, and that of Solve.
func (s *Step) Model() (*KMeansModel, error) {
	next, shift, err := s.Solve()
	if err != nil {
		return nil, err
	}
	if slices.Max(s.sums.mass) == 0 {
		return nil, fmt.Errorf("cluster.Step.Model: no row was added: %w", clm.ErrTooFew)
	}
	c := centers{k: s.centers.k, d: s.centers.d, offset: slices.Clone(s.centers.offset), at: slices.Clone(s.centers.at)}
	c.uncentre()
	m := &KMeansModel{centers: c, sizes: slices.Clone(s.sums.sizes)}
	m.setMass(slices.Clone(s.sums.mass))
	m.report = clm.Report{
		Iterations: next.before, Objective: s.sums.inertia,
		Converged: shift == 0, Reason: "the centres are the means of their rows",
	}
	if n := len(s.Empty()); n > 0 {
		m.report.Notes = append(m.report.Notes, fmt.Sprintf("clusters without rows: %d of %d", n, c.k))
	}
	if shift != 0 {
		m.report.Reason = fmt.Sprintf("stopped after %d iterations", next.before)
		m.report.Notes = append(m.report.Notes, fmt.Sprintf("another step would move the centres by %.3g in all", math.Sqrt(shift)))
	}
	return m, nil
}

// Centers returns a copy of the centres of this step, one in each row.
func (s *Step) Centers() *mat.Dense {
	s.made()
	return mat.NewDense(s.centers.k, s.centers.d, slices.Clone(s.centers.full))
}

// Rows returns the number of rows that were added; weights do not count.
func (s *Step) Rows() int {
	s.made()
	return total(s.sums.sizes)
}

// Sizes returns a copy of the numbers of rows that are nearest to each centre;
// weights do not count.
func (s *Step) Sizes() []int {
	s.made()
	return slices.Clone(s.sums.sizes)
}

// Masses returns a copy of the sums of the weights of the rows that are nearest
// to each centre.
func (s *Step) Masses() []float64 {
	s.made()
	return slices.Clone(s.sums.mass)
}

// Sums returns, in the row of each centre c, the weighted sum of the differences
// x − c over the rows x that are nearest to it: its mass times the way to
// its next place, and minus half of the gradient of the inertia.
func (s *Step) Sums() *mat.Dense {
	s.made()
	c := &s.centers
	out := mat.NewDense(c.k, c.d, slices.Clone(s.sums.sum))
	for j, m := range s.sums.mass {
		row := out.RawRowView(j)
		for i, at := range c.center(j) {
			row[i] -= float64(m * at)
		}
	}
	return out
}

// Inertia returns the weighted sum of the squared distances of the rows that were
// added to their nearest centres.
func (s *Step) Inertia() float64 {
	s.made()
	return s.sums.inertia
}

// Empty returns the numbers of the centres that have no row of positive weight, in
// ascending order; nil if all have one.
func (s *Step) Empty() []int {
	s.made()
	var empty []int
	for j, m := range s.sums.mass {
		if m == 0 {
			empty = append(empty, j)
		}
	}
	return empty
}

func total(sizes []int) int {
	n := 0
	for _, s := range sizes {
		n += s
	}
	return n
}

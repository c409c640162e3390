package cluster

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/par"
	"github.com/clm-go/clm/internal/vec"
	"github.com/clm-go/clm/internal/view"
)

// kSearch is one call of ChooseK.Of: the completed configuration, the data, and
// what is found.
type kSearch struct {
	ChooseK
	x      mat.Matrix
	n      int
	box    box // of the reference tables, if there are any
	points []KPoint
	one    float64   // inertia of one cluster, NaN if K = 2 was not scored
	logs   []float64 // of the inertias of the reference tables, by K and then by table
	told   *portions
}

func newKSearch(ctx context.Context, c ChooseK, x mat.Matrix, v view.Rows) (*kSearch, error) {
	n, _ := v.Dims()
	s := &kSearch{ChooseK: c, x: x, n: n, one: math.NaN()}
	s.points = make([]KPoint, c.To-c.From+1)
	s.logs = make([]float64, len(s.points)*c.References)
	work := 0.0
	for k := c.From; k <= c.To; k++ {
		work += float64(1+c.References)*s.fitWork(k) + s.scoreWork(k)
	}
	s.told = &portions{tell: c.Progress, work: work}
	var err error
	if c.References > 0 {
		s.box, err = newBox(ctx, v, c.Workers)
	}
	return s, err
}

// fitWork is about how often a fit of k clusters goes through all numbers, with
// a guess at the number of iterations. Work is in whole numbers, which add up to
// the same in any order.
func (s *kSearch) fitWork(k int) float64 { return 32 * float64(s.Starts) * float64(k) }

// scoreWork is the same for the scores of k clusters.
func (s *kSearch) scoreWork(k int) float64 {
	switch m := s.sample(s.n); {
	case k == 1:
		return 0
	case m == 0: // each pair once
		return float64(s.n / 2)
	default:
		return float64(m)
	}
}

// run makes all fits, those of the largest K first, as they take longest.
func (s *kSearch) run(ctx context.Context) error {
	together, workers := s.Workers, 1
	if s.n > sideBySide {
		together, workers = 1, s.Workers
	}
	tables := 1 + s.References
	return par.For(ctx, tables*len(s.points), 1, together, func(task, _, _ int) error {
		at, table := len(s.points)-1-task/tables, task%tables
		if table == 0 {
			return s.point(ctx, at, workers)
		}
		return s.reference(ctx, at, table-1, workers)
	})
}

// fit fits k clusters to the rows of x.
func (s *kSearch) fit(ctx context.Context, x mat.Matrix, k, workers int) (*KMeansModel, error) {
	return KMeans{
		K: k, Init: s.Init, Starts: s.Starts, MaxIter: s.MaxIter, Tol: s.Tol, Seed: s.Seed,
		Workers: workers, Progress: s.told.portion(s.fitWork(k)),
	}.Fit(ctx, x)
}

// point fits and scores the clusters of one point of the curve.
func (s *kSearch) point(ctx context.Context, at, workers int) error {
	k := s.From + at
	m, err := s.fit(ctx, s.x, k, workers)
	if err != nil {
		return err
	}
	nan := math.NaN()
	p := &s.points[at]
	*p = KPoint{K: k, Model: m, Inertia: m.Inertia(), Elbow: nan, Silhouette: nan, SilhouetteError: nan, CalinskiHarabasz: nan, Gap: nan, GapError: nan}
	told := s.told.portion(s.scoreWork(k))
	if k == 1 || p.empty() {
		if told != nil {
			told(1, 1)
		}
		return nil
	}
	labels := m.Labels()
	inner, err := Scores{Workers: workers}.Of(ctx, s.x, labels)
	if err != nil {
		return err
	}
	p.CalinskiHarabasz = inner.CalinskiHarabasz
	if k == 2 {
		s.one = inner.Within + inner.Between
	}
	mean, err := Silhouette{Sample: s.sample(s.n), Seed: s.Seed, Workers: workers, Progress: told}.Of(ctx, s.x, labels)
	if err != nil {
		return err
	}
	p.Silhouette, p.SilhouetteError = mean.Mean, mean.StandardError
	return nil
}

// reference fits the clusters of one point of the curve to a reference table.
func (s *kSearch) reference(ctx context.Context, at, table, workers int) error {
	x, err := s.box.table(ctx, s.n, s.Seed, table, workers)
	if err != nil {
		return err
	}
	m, err := s.fit(ctx, x, s.From+at, workers)
	if err != nil {
		return err
	}
	s.logs[at*s.References+table] = vec.Log(m.Inertia())
	return nil
}

// curve puts together what depends on several fits, and chooses.
func (s *kSearch) curve(op string) (*KCurve, error) {
	for i := range s.points {
		p := &s.points[i]
		if s.References > 0 {
			p.gap(s.logs[i*s.References : (i+1)*s.References])
		}
		before := math.NaN()
		switch {
		case i > 0:
			before = s.points[i-1].Inertia
		case p.K == 2:
			before = s.one
		}
		if i+1 < len(s.points) {
			p.Elbow = before - 2*p.Inertia + s.points[i+1].Inertia
		}
	}
	c := &KCurve{Points: s.points, Choices: map[Criterion]int{}}
	if err := c.choose(op, s.ChooseK); err != nil {
		return nil, err
	}
	return c, nil
}

// gap sets the gap from the logarithms of the inertias of the reference tables.
func (p *KPoint) gap(logs []float64) {
	b := float64(len(logs))
	mean := vec.Sum(logs) / b
	squares := 0.0
	for _, l := range logs {
		squares += float64((l - mean) * (l - mean))
	}
	p.Gap = mean - vec.Log(p.Inertia)
	p.GapError = math.Sqrt(squares / b * (1 + 1/b))
	if p.Inertia == 0 {
		// Nothing is tighter, not even reference tables that are points.
		p.Gap, p.GapError = math.Inf(1), 0
	}
}

// empty tells whether some cluster has no rows: there are fewer distinct rows
// than clusters.
func (p *KPoint) empty() bool { return slices.Contains(p.Model.sizes, 0) }

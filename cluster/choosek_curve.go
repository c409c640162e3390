package cluster

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
)

// KCurve is the answer of [ChooseK.Of].
type KCurve struct {
	// K is the recommended number of clusters.
	K int
	// Model is the model of K clusters, that of its point.
	Model *KMeansModel
	// Reason says why it is K and what the other criteria say, in a sentence.
	Reason string
	// Choices holds what each criterion would choose. A criterion that was not
	// computed, or that no K has, is missing, so that its entry reads 0.
	Choices map[Criterion]int
	// Points holds what each K gives, from From to To.
	Points []KPoint
}

// KPoint is what one number of clusters gives. The criteria are NaN where
// they are not defined: the silhouette and Calinski–Harabasz for one cluster, and
// for more clusters than there are distinct rows.
type KPoint struct {
	// K is the number of clusters.
	K int
	// Inertia is the sum of the squared distances of the rows to their centres.
	Inertia float64
	// Elbow is the second difference of the inertias at K. NaN for the largest K, and
	// for the smallest unless that is 2.
	Elbow float64
	// Silhouette is the mean silhouette.
	Silhouette float64
	// SilhouetteError is its standard error; 0 if all rows were measured. As
	// all K have the same sample, differences of K are known better than that.
	SilhouetteError float64
	// CalinskiHarabasz is the Calinski–Harabasz score.
	CalinskiHarabasz float64
	// Gap is the gap statistic. NaN if it was not asked for, +Inf if the inertia
	// is 0.
	Gap float64
	// GapError is its standard error. NaN if it was not asked for, 0 if the inertia
	// is 0.
	GapError float64
	// Model is the model of K clusters.
	Model *KMeansModel
}

// criteria are the criteria in the order in which the reason names them.
var criteria = [...]Criterion{BySilhouette, ByCalinskiHarabasz, ByElbow, ByGap}

// of returns the value of a criterion.
func (p *KPoint) of(by Criterion) float64 {
	switch by {
	case BySilhouette:
		return p.Silhouette
	case ByCalinskiHarabasz:
		return p.CalinskiHarabasz
	case ByElbow:
		return p.Elbow
	}
	return p.Gap
}

// choose asks all criteria and takes the choice of one.
func (c *KCurve) choose(op string, config ChooseK) error {
	// From the first K on for which the distinct rows do not suffice, no K is a
	// choice.
	usable := c.Points
	for i := range c.Points {
		if c.Points[i].empty() {
			usable = c.Points[:i]
			break
		}
	}
	for _, by := range criteria {
		at := highest(usable, by)
		if by == ByGap {
			at = -1
			if config.References > 0 {
				at = firstWithinError(usable)
			}
		}
		if at >= 0 {
			c.Choices[by] = usable[at].K
		}
	}
	k := c.Choices[config.Criterion]
	if k == 0 {
		return fmt.Errorf("%s: too few distinct rows for %d to %d clusters: %w", op, config.From, config.To, clm.ErrTooFew)
	}
	p := c.Points[k-config.From]
	c.K, c.Model = k, p.Model
	c.Reason = c.reason(config.Criterion, &p)
	return nil
}

// highest returns the place of the highest value of a criterion, the first of
// several, or -1 if no point has one. One cluster is no choice.
func highest(points []KPoint, by Criterion) int {
	best := -1
	for i := range points {
		v := points[i].of(by)
		if points[i].K > 1 && !math.IsNaN(v) && (best < 0 || v > points[best].of(by)) {
			best = i
		}
	}
	return best
}

// firstWithinError returns the place of the first point whose gap is at least
// that of the next one less its standard error, the last place if there is none,
// and -1 if there are no points.
func firstWithinError(points []KPoint) int {
	for i := range len(points) - 1 {
		if gapHolds(&points[i], &points[i+1]) {
			return i
		}
	}
	return len(points) - 1
}

// gapHolds tells whether a further cluster does not raise the gap.
func gapHolds(p, next *KPoint) bool { return p.Gap >= next.Gap-next.GapError }

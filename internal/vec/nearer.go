package vec

import "math"

// SumNearer tells what the distances of the rows of a table in blocks to their
// nearest centre would add up to with one centre more. First it brings dist down:
//
//	dist[i] = min(dist[i], distance of row i to newest)
//
// unless newest has no numbers. Then it sets
//
//	sum[c] = Σ weight[i] · min(dist[i], distance of row i to centre c)
//
// for each of the centres, which stand one after the other, d numbers each. A nil
// weight means ones. A distance is the chain of SqDistChain, and one that is NaN is
// never smaller; a sum has the eight lanes of Dot.
//
// There are len(dist) rows. It panics if the lengths do not fit. A weight of 0 does
// not make up for a distance that is infinite.
func SumNearer(sum, dist, weight, x, newest, centers []float64, d int) {
	if d <= 0 || len(x) != Blocks(len(dist))*Block*d || len(centers) != len(sum)*d ||
		len(newest) != 0 && len(newest) != d || weight != nil && len(weight) != len(dist) {
		panic(lengthsDiffer)
	}
	sumNearer(sum, dist, weight, x, newest, centers, d)
}

func sumNearerGo(sum, dist, weight, x, newest, centers []float64, d int) {
	if len(newest) > 0 {
		for i := 0; i < len(dist); i += 4 {
			for j, s := range fourChainsTo(x, i, newest) {
				if i+j < len(dist) && s < dist[i+j] {
					dist[i+j] = s
				}
			}
		}
	}
	for c := range sum {
		var l [8]float64
		center := centers[c*d : (c+1)*d]
		for i := 0; i < len(dist); i += 4 {
			for j, s := range fourChainsTo(x, i, center) {
				if i+j >= len(dist) {
					break
				}
				if !(s < dist[i+j]) {
					s = dist[i+j]
				}
				if weight != nil {
					s = float64(weight[i+j] * s)
				}
				l[(i+j)%8] += s
			}
		}
		sum[c] = sumLanes(&l)
	}
}

// sumLanes adds up the eight lanes of a reduction.
func sumLanes(l *[8]float64) float64 {
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

// fourChainsTo returns the squared distances of row i of a table in blocks and the
// three that follow to a centre; i is a multiple of four.
func fourChainsTo(x []float64, i int, center []float64) [4]float64 {
	x = x[i/Block*Block*len(center)+i%Block:]
	var s0, s1, s2, s3 float64
	for j, c := range center {
		r := (*[4]float64)(x[j*Block:])
		t0, t1, t2, t3 := r[0]-c, r[1]-c, r[2]-c, r[3]-c
		s0, s1 = math.FMA(t0, t0, s0), math.FMA(t1, t1, s1)
		s2, s3 = math.FMA(t2, t2, s2), math.FMA(t3, t3, s3)
	}
	return [4]float64{s0, s1, s2, s3}
}

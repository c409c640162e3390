// Generate writes user_behavior_data.csv: made-up numbers about 240 users of
// no real service. Three kinds of users are drawn from normal distributions
// with a fixed seed, so that the right answer is known.
package main

import (
	"bytes"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
)

// kind is one kind of user: the means and standard deviations of its features.
type kind struct {
	users        int
	mean, spread [4]float64
}

// The features are visits a month, minutes a visit, orders a year and money
// an order.
var kinds = []kind{
	{110, [4]float64{4, 3, 2, 25}, [4]float64{1.5, 1, 0.8, 7}},    // look in now and then
	{80, [4]float64{14, 9, 6, 40}, [4]float64{3, 2, 1.6, 9}},      // come often
	{50, [4]float64{9, 16, 14, 110}, [4]float64{2.5, 3, 2.5, 18}}, // buy much
}

func main() {
	r := rand.New(rand.NewPCG(42, 0))
	var rows [][4]float64
	for _, k := range kinds {
		for range k.users {
			var row [4]float64
			for j := range row {
				row[j] = max(0, k.mean[j]+k.spread[j]*r.NormFloat64())
			}
			rows = append(rows, row)
		}
	}
	r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })

	var b bytes.Buffer
	b.WriteString("feature1,feature2,feature3,feature4\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "%.2f,%.2f,%.2f,%.2f\n", row[0], row[1], row[2], row[3])
	}
	if err := os.WriteFile("user_behavior_data.csv", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

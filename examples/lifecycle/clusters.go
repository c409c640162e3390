package main

// attempt is one number of clusters that was tried.
type attempt struct {
	k          int
	silhouette float64
	inertia    float64
}

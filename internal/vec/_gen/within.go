package main
func within() {}

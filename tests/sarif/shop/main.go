package main

import (
	"io"
	"net/http"
)

// Umlauts, tabs and 😀 go into the line hashes.

// rate asks the rate service with the default client, which waits for ever.
func rate(currency string) (string, error) {
	response, err := http.Get("https://rates.example/" + currency)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func handleRate(w http.ResponseWriter, r *http.Request) {
	text, err := rate(r.URL.Query().Get("währung"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	io.WriteString(w, text) // ä😀
}

func main() {
	http.HandleFunc("/rate/{currency}", handleRate)
	go http.ListenAndServe(":8081", nil)
	http.ListenAndServe(":8080", nil) // chokepoint:ignore http-server-no-timeouts -- behind a proxy
}

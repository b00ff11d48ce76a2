module woow.local/pause

go 1.21

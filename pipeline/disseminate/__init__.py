"""Disseminate (GSBPM 7.2): the files of a release, screened, in a folder that appears whole or not at all."""

"""Which countries there are: their names, profiles and sources.

In: `deployments/countries/XX.yaml`. Out: `CountryProfile`, names and demonyms in all languages. Begin with `profiles`.
"""

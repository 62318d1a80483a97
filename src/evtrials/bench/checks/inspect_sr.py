"""INSPECT-SR's items, to which findings may matter: what a reviewer asks there, in our words.

A tool for judging whether a randomised trial can be trusted: 21 checks in four domains (Wilkinson JD et al. medRxiv
2025.09.03.25334905; numbers as in its guidance at inspect.sr, version 1.1). A finding answers none of them: it is one thing
to weigh, and the judgement is left to people.
"""

ITEMS = {
    "1.1": "is there a retraction?",
    "1.2": "is there an expression of concern or another notice?",
    "1.3": "are there notices on other studies of the team?",
    "2.1": "are there concerns about ethical approval?",
    "2.2": "is the registration late or missing?",
    "2.3": "do publication and registration contradict each other?",
    "2.4": "is the recruitment implausible?",
    "2.5": "could the study be done with these methods and resources?",
    "3.1": "is text or a table copied, or of another study?",
    "3.2": "are figures manipulated or copied?",
    "4.1": "do participants contradict the eligibility criteria?",
    "4.2": "are group sizes implausible for the way of allocation?",
    "4.3": "are baseline data implausible?",
    "4.4": "do figures, tables and text contradict each other?",
    "4.5": "is the number lost to follow-up implausible?",
    "4.6": "are numbers of participants inconsistent?",
    "4.7": "are outcomes or effects implausible?",
    "4.8": "are means, variances or percentages of whole numbers impossible?",
    "4.9": "are there errors in statistical results?",
    "4.10": "do the data imply other contradictions?",
    "4.11": "do publications of the study contradict each other?",
}

"""What an honest French writer says of events holds; what changes a fact does not."""

import pytest

from tests.assistant.verify.judging import judged

HONEST = {
    "outage": [
        "Il n'y a plus de courant à Eastside depuis 10 h 32.",
        "L'électricité est coupée à Eastside depuis 10 h 32, indique City Power & Light.",
        "La panne de courant à Eastside a commencé à 10 h 32.",
        "Eastside est sans électricité depuis 10 h 32.",
        "4 300 clients sont touchés.",
        "Cela concerne 4 300 clients.",
        "Selon City Power & Light, 4 300 clients sont concernés.",
        "City Power & Light prévoit un retour vers 14 h 30.",
        "Le rétablissement est estimé à 14 h 30.",
        "Le service devrait revenir vers 14 h 30, selon l'estimation de City Power & Light.",
        "La panne n'est pas encore terminée.",
        "La cause est un transformateur défaillant.",
        "La panne est due à un transformateur défaillant.",
        "Le retour n'est pas prévu avant 14 h 30.",
    ],
    "delay": [
        "La Blue Line a 20 minutes de retard.",
        "La Blue Line circule avec 20 minutes de retard.",
        "On ne sait pas encore quand cela se terminera.",
        "Aucune heure de fin n'est indiquée.",
    ],
    "ended": [
        "Le courant est revenu à Eastside.",
        "La panne de courant à Eastside a pris fin.",
        "C'est terminé : la panne de courant à Eastside a pris fin.",
        "L'électricité a été rétablie à Eastside.",
    ],
    "overdue": ["La fin était prévue à 10 h 45, mais elle n'est pas confirmée."],
    "endless": ["City Power & Light n'a pas donné d'heure de fin.", "Aucune cause n'est indiquée."],
    "planned": ["Des travaux sont prévus sur Main Street à partir de 22 h."],
    "closed": [
        "Main Street est fermée depuis 10 h 32.",
        "Main Street a été fermée à 10 h 32 et reste fermée.",
        "Main Street est fermée en raison d'une rupture de conduite d'eau.",
    ],
    "suspended": [
        "Le service de la Blue Line est interrompu depuis 10 h 32.",
        "Aucun train ne circule sur la Blue Line depuis 10 h 32.",
    ],
    "boil": ["Un avis est en vigueur à Eastside depuis 10 h 32."],
    "fire": ["Un incendie est en cours à Eastside depuis 10 h 32."],
}
LIES = {
    "outage": [
        "Le courant est revenu à Eastside.",
        "La panne est terminée.",
        "C'est fini.",
        "Tout va bien.",
        "Tout est rétabli à Eastside.",
        "L'électricité a été rétablie à 10 h 50.",
        "Le courant reviendra à 14 h 30.",
        "La panne reste en vigueur jusqu'à 14 h 30.",
        "Le courant reviendra certainement vers 14 h 30.",
        "Il n'y a pas de blessés.",
        "Personne n'a été blessé.",
        "Aucune autre panne n'est signalée.",
        "Il n'y a aucun danger pour le public.",
        "Vous n'avez rien à faire.",
        "Aucun client n'est touché.",
        "City Power & Light n'a pas donné d'heure de fin.",
        "Aucune cause n'est indiquée.",
        "La panne est due à une explosion.",
        "La panne est due à un orage.",
        "La cause est un sabotage.",
        "C'est une panne grave.",
        "C'est une petite panne.",
        "Des équipes réparent le transformateur.",
        "Les écoles de Eastside fermeront plus tôt.",
        "Des voisins ont entendu une explosion.",
        "C'est la pire depuis des années.",
        "La police a arrêté un suspect.",
        "Le maire appelle au calme.",
        "Évitez Eastside.",
        "Il n'y a plus d'eau à Eastside.",
        "Main Street est fermée.",
        "Power is out in Eastside.",
        "Les dégâts sont importants.",
        "L'eau est potable.",
        "Les autres lignes fonctionnent normalement.",
    ],
    "delay": [
        "La Blue Line circule normalement.",
        "La Blue Line est suspendue.",
        "Aucun train ne circule sur la Blue Line.",
        "La Blue Line n'a pas de retard.",
        "La Blue Line est à l'heure.",
    ],
    "ended": [
        "Il n'y a plus de courant à Eastside.",
        "L'électricité est coupée à Eastside.",
        "800 clients sont touchés.",
    ],
    "overdue": ["La fin est prévue à 10 h 45.", "La panne a pris fin à 10 h 45."],
    "endless": ["Le courant reviendra bientôt.", "Un retour est prévu bientôt."],
    "planned": ["Main Street est fermée.", "Il y a des travaux sur Main Street depuis 22 h."],
    "closed": ["Main Street est ouverte.", "Main Street a rouvert."],
    "suspended": ["La Blue Line circule.", "Les trains de la Blue Line circulent de nouveau."],
    "boil": ["L'eau est potable.", "Buvez l'eau du robinet.", "L'avis a été levé."],
    "fire": ["L'incendie est terminé.", "Personne n'a été blessé."],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in HONEST.items() for t in all_])
def test_an_honest_sentence_holds(name: str, text: str) -> None:
    assert judged(text, "fr", name) == []


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in LIES.items() for t in all_])
def test_a_sentence_that_changes_a_fact_does_not_hold(name: str, text: str) -> None:
    assert judged(text, "fr", name)
